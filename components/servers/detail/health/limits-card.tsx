import Link from 'next/link'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import type { HealthLimits } from '@/lib/domain/health'
import { healthFacts } from '../effect-facts'
import { FactList } from '../fact-list'

/** What the server is measured by. */
export function LimitsCard({ limits }: { limits: HealthLimits }) {
  return (
    <Card aria-labelledby="limits-title" className="self-start">
      <CardHeader>
        <CardTitle id="limits-title">Limits in effect</CardTitle>
        <Link href="/settings?tab=checks" className="text-primary text-xs underline-offset-4 hover:underline">
          For all servers
        </Link>
      </CardHeader>
      <FactList facts={healthFacts(limits)} />
    </Card>
  )
}
