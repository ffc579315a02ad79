import type { Fact } from './effect-facts'

/** Names and values, a line each. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="divide-y text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4 px-4 py-1.5">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="text-right tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
