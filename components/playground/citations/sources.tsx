'use client'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { amountWords } from '@/components/ui/number-words'
import type { Citation, Evidence } from '@/lib/domain/chat'
import { cn } from '@/lib/kit/class-names'
import { type NumberedPassage, useAnswerScope } from './citation-scope'
import { PassageCard } from './passage-card'
import { titleOf, whereWords } from './passage-words'
import { ScoreWords } from './score-words'

/** The passages below an answer: those that it cites, and on demand the others that it was given. */
export function Sources({ evidence, citations }: { evidence: Evidence; citations: readonly Citation[] }) {
  const [showsAll, setShowsAll] = useState(false)
  const cited = new Set(citations.map(({ number }) => number))
  const shown = evidence.passages.filter(({ number }) => showsAll || cited.has(number))
  const others = evidence.passages.length - evidence.passages.filter(({ number }) => cited.has(number)).length
  const doubts = citations.filter(({ verdict }) => verdict === 'doubtful').length
  const missing = citations.filter(({ verdict }) => verdict === 'missing').length
  if (evidence.passages.length === 0) return null
  return (
    <section aria-label="Sources" className="grid gap-1.5">
      <div className="text-muted-foreground flex flex-wrap items-center gap-x-2 text-xs">
        <h3 className="text-foreground font-medium">Sources</h3>
        <span>
          {cited.size === 0
            ? `The answer cites none of ${amountWords(evidence.passages.length, 'passage')}`
            : `${amountWords(citations.length, 'citation')} checked`}
        </span>
        {doubts > 0 && <span className="text-warn font-medium">{doubts} doubtful</span>}
        {missing > 0 && <span className="text-bad font-medium">{missing} without a passage</span>}
      </div>
      {shown.length > 0 && (
        <ol className="grid gap-1">
          {shown.map((passage) => (
            <Source key={passage.number} passage={passage} isCited={cited.has(passage.number)} />
          ))}
        </ol>
      )}
      {others > 0 && (
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={showsAll}
          className="text-muted-foreground -ml-2 w-fit font-normal"
          onClick={() => setShowsAll(!showsAll)}
        >
          <ChevronDown className={cn('transition-transform', showsAll && 'rotate-180')} aria-hidden />
          {showsAll
            ? 'Show cited passages only'
            : `${amountWords(others, 'other passage')} given to the model`}
        </Button>
      )}
    </section>
  )
}

function Source({ passage, isCited }: { passage: NumberedPassage; isCited: boolean }) {
  const scope = useAnswerScope()
  const where = whereWords(passage)
  return (
    <li>
      <Popover>
        <PopoverTrigger asChild>
          <button
            type="button"
            onPointerEnter={() => scope?.point(passage.number)}
            onPointerLeave={() => scope?.point(undefined)}
            onFocus={() => scope?.point(passage.number)}
            onBlur={() => scope?.point(undefined)}
            className={cn(
              'hover:bg-accent/60 grid w-full min-w-0 grid-cols-[1.75rem_minmax(0,1fr)] items-baseline gap-x-1.5 rounded-md border px-2 py-1.5 text-left text-sm',
              scope?.pointed === passage.number && 'border-primary bg-primary/5',
              !isCited && 'text-muted-foreground border-dashed',
            )}
          >
            <span className="text-primary text-xs font-medium tabular-nums">[{passage.number}]</span>
            <span className="grid min-w-0 gap-0.5">
              <span className="truncate">
                <span className="font-medium">{titleOf(passage)}</span>
                {where !== '' && <span className="text-muted-foreground"> · {where}</span>}
              </span>
              <ScoreWords scores={passage.scores} ranks={passage.ranks} />
            </span>
          </button>
        </PopoverTrigger>
        <PopoverContent
          aria-label={`Source ${passage.number}`}
          className="max-h-[min(28rem,70dvh)] w-[26rem] [scrollbar-width:thin] overflow-y-auto"
        >
          <PassageCard passage={passage} />
        </PopoverContent>
      </Popover>
    </li>
  )
}
