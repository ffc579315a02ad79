import type { Evidence } from '@/lib/domain/chat'
import { countWords } from '@/components/ui/number-words'
import type { Timings } from '@/lib/domain/retrieval'

const STAGES: [keyof Omit<Timings, 'total'>, string][] = [
  ['embed', 'Embed the query'],
  ['lexical', 'By words'],
  ['vector', 'By meaning'],
  ['rerank', 'Rerank'],
]

/** What was searched for and by what, what its words are worth, and how long each stage took. */
export function SearchFacts({ evidence }: { evidence: Evidence }) {
  const { query, ranker, terms, timings } = evidence
  return (
    <section className="grid grid-cols-1 gap-2">
      <h3 className="text-sm font-medium">Searched for</h3>
      <p className="bg-muted line-clamp-4 rounded-md px-2 py-1.5 text-sm wrap-anywhere">{query}</p>
      <p className="text-muted-foreground text-xs">
        By words ({ranker.lexical}){ranker.vector === null ? ' alone' : ` and meaning (${ranker.vector})`}
        {ranker.reranker !== null && `, reranked by ${ranker.reranker}`}.
      </p>
      {[...ranker.notes, ...evidence.notes].map((note) => (
        <p key={note} className="text-warn text-xs wrap-anywhere">
          {note}
        </p>
      ))}
      {terms.length > 0 && <Terms terms={terms} />}
      <Stages timings={timings} />
    </section>
  )
}

function Terms({ terms }: Pick<Evidence, 'terms'>) {
  const most = Math.max(0.001, ...terms.map(({ holding, idf }) => (holding === 0 ? 0 : idf)))
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">Words of the query</caption>
      <thead className="text-muted-foreground">
        <tr>
          <th className="py-1 text-left font-normal">Word</th>
          <th className="py-1 text-right font-normal">Passages with it</th>
          <th className="py-1 text-right font-normal" title="Inverse document frequency: how much it tells">
            IDF
          </th>
        </tr>
      </thead>
      <tbody>
        {terms.map(({ term, holding, idf }) => (
          <tr key={term} className="border-t">
            <td className="max-w-24 truncate py-1 font-mono" title={term}>
              {term}
            </td>
            <td className="py-1 text-right tabular-nums">{holding === 0 ? 'none' : countWords(holding)}</td>
            <td className="py-1 text-right tabular-nums">
              {holding === 0 ? '–' : <Weight share={idf / most} words={idf.toFixed(2)} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Weight({ share, words }: { share: number; words: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className="bg-muted inline-block h-1 w-8 overflow-hidden rounded-full" aria-hidden>
        <span className="bg-primary block h-full" style={{ width: `${share * 100}%` }} />
      </span>
      {words}
    </span>
  )
}

function Stages({ timings }: Pick<Evidence, 'timings'>) {
  const done = STAGES.flatMap(([name, label]) => {
    const ms = timings[name]
    return ms === null ? [] : [{ name, label, ms }]
  })
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)_4rem_auto] items-center gap-x-2 gap-y-0.5 text-xs">
      {done.map(({ name, label, ms }) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="bg-muted h-1 overflow-hidden rounded-full" aria-hidden>
            <div
              className="bg-primary h-full"
              style={{ width: `${Math.min(100, (ms / Math.max(1, timings.total)) * 100)}%` }}
            />
          </dd>
          <dd className="text-right tabular-nums">{msWords(ms)}</dd>
        </div>
      ))}
      <dt className="text-muted-foreground">In all</dt>
      <dd className="col-span-2 text-right tabular-nums">{msWords(timings.total)}</dd>
    </dl>
  )
}

function msWords(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
