'use client'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import type { Citation } from '@/lib/domain/chat'
import { cn } from '@/lib/kit/class-names'
import { type NumberedPassage, useAnswerScope, useTextScope } from './citation-scope'
import { PassageCard } from './passage-card'
import { titleOf } from './passage-words'

/** A citation in running text: a button for each number, or the bare text where no passages belong to it. */
export function CiteMark({ index, written }: { index?: string; written?: string }) {
  const scope = useAnswerScope()
  const text = useTextScope()
  const mark = text?.marks[Number(index)]
  if (!scope || !text || !mark || scope.passages.size === 0) return written
  return mark.numbers.map((number) => (
    <Mark
      key={number}
      number={number}
      passage={scope.passages.get(number)}
      citation={scope.verdicts.get(`${text.offset + mark.at} ${number}`)}
      isPointed={scope.pointed === number}
      onPoint={scope.point}
    />
  ))
}

interface MarkProps {
  number: number
  passage: NumberedPassage | undefined
  /** Not there until the answer was checked. */
  citation: Citation | undefined
  isPointed: boolean
  onPoint: (number: number | undefined) => void
}

const LOOK =
  'mx-px inline-flex h-[1.3em] min-w-[1.5em] items-center justify-center gap-0.5 rounded-[0.3em] border px-[0.3em] align-[0.1em] text-[0.8em] leading-none font-medium no-underline transition-colors'

function Mark({ number, passage, citation, isPointed, onPoint }: MarkProps) {
  const verdict = passage ? citation?.verdict : 'missing'
  const label = labelOf(number, passage, verdict)
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={label}
          title={label}
          data-verdict={verdict}
          onPointerEnter={() => onPoint(number)}
          onPointerLeave={() => onPoint(undefined)}
          onFocus={() => onPoint(number)}
          onBlur={() => onPoint(undefined)}
          className={cn(
            LOOK,
            (verdict === undefined || verdict === 'supported') &&
              'border-primary/25 bg-primary/8 text-primary hover:bg-primary/15',
            verdict === 'doubtful' && 'border-warn bg-warn/8 text-warn hover:bg-warn/15 border-dashed',
            verdict === 'missing' && 'border-bad bg-bad/8 text-bad hover:bg-bad/15',
            isPointed && 'ring-ring ring-2',
          )}
        >
          {number}
          {verdict === 'doubtful' && <span aria-hidden>?</span>}
          {verdict === 'missing' && <span aria-hidden>×</span>}
        </button>
      </PopoverTrigger>
      <PopoverContent
        aria-label={`Source ${number}`}
        className="max-h-[min(28rem,70dvh)] w-[26rem] [scrollbar-width:thin] overflow-y-auto"
      >
        {passage ? <PassageCard passage={passage} citation={citation} /> : <Missing number={number} />}
      </PopoverContent>
    </Popover>
  )
}

function labelOf(
  number: number,
  passage: NumberedPassage | undefined,
  verdict: Citation['verdict'] | undefined,
) {
  if (!passage || verdict === 'missing') return `Source ${number}: there is no such passage`
  const name = `Source ${number}: ${titleOf(passage)}`
  return verdict === 'doubtful' ? `${name}. Doubtful: it shares too little with this sentence` : name
}

function Missing({ number }: { number: number }) {
  return (
    <p className="text-sm text-pretty">
      <strong className="text-bad font-medium">No passage {number} was given</strong> to the model. It made
      this source up, so what stands before it rests on nothing here.
    </p>
  )
}
