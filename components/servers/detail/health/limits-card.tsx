import Link from 'next/link'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { durationWords } from '@/components/ui/time-words'
import type { HealthLimits } from '@/lib/domain/health'
import { limitFacts } from './limit-facts'

/** What the server is measured by. */
export function LimitsCard({ limits }: { limits: HealthLimits }) {
  return (
    <Card aria-labelledby="limits-title" className="self-start">
      <CardHeader>
        <CardTitle id="limits-title">Limits in effect</CardTitle>
        <Link href="/settings" className="text-primary text-xs underline-offset-4 hover:underline">
          For all servers
        </Link>
      </CardHeader>
      <dl className="divide-y text-sm">
        {limitFacts(limits, durationWords).map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4 px-4 py-1.5">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="text-right tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
