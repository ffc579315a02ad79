'use client'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { VERDICT_LOOKS } from '@/components/ui/state-look'
import { useNow } from '@/components/ui/use-now'
import type { ServerDetail } from '@/lib/domain/api/servers'
import type { HealthNow } from '@/lib/domain/health'
import { attemptWords, breakerWords, checkWords, nextCheckWords, streakWords } from './health-words'
import { TestButton, TestResult, useTestNow } from './test-now'

interface StateCardProps {
  server: ServerDetail
  now: HealthNow
}

/** What is thought of the server now, why, what comes next, and a test at once. */
export function StateCard({ server, now }: StateCardProps) {
  const test = useTestNow(server.name)
  const attempt = useNow((time) => (time === 0 ? '' : (attemptWords(server.connection, time) ?? '')))
  const breaker = useNow((time) => (time === 0 ? '' : (breakerWords(server.breaker, time) ?? '')))
  const next = useNow((time) => (time === 0 ? '' : nextCheckWords(now, time)))
  return (
    <Card aria-label="State" className="grid gap-3 p-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <LookBadge look={VERDICT_LOOKS[now.verdict]} className="text-base" />
            <span className="text-muted-foreground text-sm">
              since <RelativeTime at={now.since} />
            </span>
            {now.isFlapping && <Badge variant="warn">Flapping</Badge>}
            {now.maintenance && <Badge variant="primary">In maintenance</Badge>}
          </div>
          <p className="text-sm wrap-anywhere">{now.reason.message}</p>
          {now.maintenance && (
            <p className="text-muted-foreground text-sm wrap-anywhere">
              {now.maintenance.title}, until <RelativeTime at={now.maintenance.until} />: failures are
              recorded and told to nobody.
            </p>
          )}
        </div>
        <TestButton test={test} />
      </div>
      <TestResult test={test} />
      <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
        <Fact name="Last check">
          {now.lastCheck ? (
            <>
              <RelativeTime at={now.lastCheck.at} />: {checkWords(now.lastCheck)}
            </>
          ) : (
            'none yet'
          )}
        </Fact>
        <Fact name="Next check">{next}</Fact>
        <Fact name="In a row">{streakWords(now)}</Fact>
        {attempt !== '' && <Fact name="Connection">{attempt}</Fact>}
        {breaker !== '' && <Fact name="Circuit">{breaker}</Fact>}
      </dl>
    </Card>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents max-sm:grid">
      <dt className="text-muted-foreground max-sm:text-xs">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}
