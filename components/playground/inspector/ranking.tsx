'use client'
import { FileText, Wrench } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { countWords } from '@/components/ui/number-words'
import type { Evidence, Offer } from '@/lib/domain/chat'
import { cn } from '@/lib/kit/class-names'
import { PassageCard } from '../citations/passage-card'
import { ScoreWords } from '../citations/score-words'
import { type RankingPart, type RankingRow, rankingRows } from './ranking-rows'
import { scopeOf, type TurnScope } from './turn-scope'
import { WhyButton } from './why'

const PARTS: [RankingPart, string][] = [
  ['all', 'All'],
  ['passages', 'Passages'],
  ['tools', 'Tools'],
]
const FIRST = 12

/** Passages and tools as they were ranked for one answer, with the line below which they were cut. */
export function Ranking({ evidence, offer }: { evidence: Evidence | undefined; offer: Offer }) {
  const { ranking } = offer
  const [part, setPart] = useState<RankingPart>('all')
  const [limit, setLimit] = useState(FIRST)
  const rows = rankingRows({ evidence, ranking }, part)
  const taken = rows.filter((row) => row.taken)
  const cut = rows.filter((row) => !row.taken)
  const scope = evidence && scopeOf(evidence, offer)
  return (
    <section className="grid grid-cols-1 gap-2">
      <h3 className="text-sm font-medium">Ranking</h3>
      <div role="group" aria-label="What is shown" className="flex gap-1">
        {PARTS.map(([value, label]) => (
          <Button
            key={value}
            size="sm"
            variant={part === value ? 'secondary' : 'ghost'}
            aria-pressed={part === value}
            onClick={() => setPart(value)}
          >
            {label}
          </Button>
        ))}
      </div>
      {rows.length === 0 && (
        <p className="text-muted-foreground text-sm text-pretty">Nothing was found for this question.</p>
      )}
      <ol className="grid grid-cols-1 gap-1" aria-label="Taken">
        {taken.slice(0, limit).map((row) => (
          <Row key={row.key} row={row} scope={scope} />
        ))}
      </ol>
      {taken.length > limit && <More count={taken.length - limit} onMore={() => setLimit(Infinity)} />}
      {cut.length > 0 && (
        <>
          <p className="text-muted-foreground flex items-center gap-2 text-xs">
            <span className="border-warn h-0 flex-1 border-t border-dashed" aria-hidden />
            Cut here: {countWords(cut.length)} not taken
            <span className="border-warn h-0 flex-1 border-t border-dashed" aria-hidden />
          </p>
          <ol className="grid grid-cols-1 gap-1" aria-label="Not taken">
            {cut.slice(0, limit).map((row) => (
              <Row key={row.key} row={row} scope={scope} />
            ))}
          </ol>
          {cut.length > limit && <More count={cut.length - limit} onMore={() => setLimit(Infinity)} />}
        </>
      )}
    </section>
  )
}

function More({ count, onMore }: { count: number; onMore: () => void }) {
  return (
    <Button size="sm" variant="ghost" className="text-muted-foreground w-fit" onClick={onMore}>
      {countWords(count)} more
    </Button>
  )
}

function Row({ row, scope }: { row: RankingRow; scope: TurnScope | undefined }) {
  const Icon = row.kind === 'passage' ? FileText : Wrench
  return (
    <li
      className={cn('grid grid-cols-1 gap-0.5 rounded-md border px-2 py-1.5', !row.taken && 'border-dashed')}
    >
      <div className="flex min-w-0 items-center gap-1.5 text-xs">
        <Icon className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
        <span className="sr-only">{row.kind === 'passage' ? 'Passage' : 'Tool'}: </span>
        {row.kind === 'passage' ? (
          <Popover>
            <PopoverTrigger asChild>
              <button
                type="button"
                className="min-h-6 min-w-0 truncate rounded-sm text-left font-medium hover:underline"
              >
                {row.number !== undefined && <span className="text-primary">[{row.number}] </span>}
                {row.name}
              </button>
            </PopoverTrigger>
            <PopoverContent
              aria-label={row.name}
              side="left"
              className="max-h-[min(28rem,70dvh)] w-[26rem] [scrollbar-width:thin] overflow-y-auto"
            >
              <PassageCard passage={row.passage} />
            </PopoverContent>
          </Popover>
        ) : (
          <span className="min-h-6 min-w-0 truncate font-mono leading-6 font-medium" title={row.tool.title}>
            {row.name}
          </span>
        )}
      </div>
      {row.detail !== '' && <p className="text-muted-foreground truncate text-xs">{row.detail}</p>}
      <ScoreWords scores={row.scores} ranks={row.ranks} />
      {row.because && <p className="text-muted-foreground text-xs wrap-anywhere">{sentence(row.because)}</p>}
      {row.why && <p className="text-muted-foreground text-xs">{sentence(row.why)}</p>}
      {!row.taken && scope && <WhyButton scope={scope} about={row} />}
    </li>
  )
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
