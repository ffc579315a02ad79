'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ThemeMenu } from '@/components/shell/theme-menu'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { Bars } from '@/components/ui/health/bars'
import { SEVERITY_LOOKS } from '@/components/ui/health/incident-look'
import { Legend } from '@/components/ui/health/legend'
import { uptimeWords } from '@/components/ui/health/uptime-words'
import { amountWords, countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { TONE_CLASSES } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import { getPublicStatus, type PublicStatus } from '@/lib/domain/api/status'
import { cn } from '@/lib/kit/class-names'
import { StatusMaintenance } from './status-maintenance'
import { daysWords, overallLook, serverLook } from './status-words'

const RENEW_MS = 60_000
const SHOWN_INCIDENTS = 8
/** More are shown when somebody asks for them. */
const SHOWN_SERVERS = 200

/** What strangers see: how the servers are, how they were, and what is going on. Begins with what the page came with. */
export function StatusView({ initial }: { initial: PublicStatus }) {
  const status = useQuery({
    queryKey: ['public-status'],
    queryFn: ({ signal }) => client.call(getPublicStatus, { signal }),
    initialData: initial,
    refetchInterval: RENEW_MS,
  })
  const [isWhole, setIsWhole] = useState(false)
  const { data } = status
  const overall = overallLook(data)
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-3xl min-w-0 flex-col gap-5 px-4 py-8 sm:py-12">
      <header className="flex items-start justify-between gap-3">
        <div className="grid min-w-0 gap-2">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{data.title}</h1>
          <p className={cn('flex items-center gap-2 text-base font-medium', TONE_CLASSES[overall.tone])}>
            <StateShape shape={overall.shape} />
            {overall.word}
          </p>
        </div>
        <ThemeMenu />
      </header>
      {status.isError && (
        <p role="status" className="text-muted-foreground text-sm">
          This is how it was <RelativeTime at={data.at} />: it could not be read again.
        </p>
      )}
      <Incidents status={data} />
      <StatusMaintenance maintenance={data.maintenance} at={data.at} />
      <Card aria-labelledby="servers-title">
        <CardHeader>
          <CardTitle id="servers-title">
            Servers{' '}
            <span className="text-muted-foreground font-normal">{countWords(data.servers.length)}</span>
          </CardTitle>
          <span className="text-muted-foreground text-xs">the last 90 days</span>
        </CardHeader>
        {data.servers.length === 0 ? (
          <p className="text-muted-foreground p-4">No server is shown here.</p>
        ) : (
          <ul aria-labelledby="servers-title" className="divide-y">
            {data.servers.slice(0, isWhole ? undefined : SHOWN_SERVERS).map((server) => (
              <Server key={server.name} server={server} at={data.at} />
            ))}
          </ul>
        )}
        {!isWhole && data.servers.length > SHOWN_SERVERS && (
          <div className="border-t p-2 text-center">
            <Button size="sm" onClick={() => setIsWhole(true)}>
              Show all {countWords(data.servers.length)}
            </Button>
          </div>
        )}
      </Card>
      <Legend />
      <footer className="text-muted-foreground mt-auto pt-4 text-xs">
        As of <RelativeTime at={data.at} />, watched by Portolan
      </footer>
    </main>
  )
}

function Server({ server, at }: { server: PublicStatus['servers'][number]; at: string }) {
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="min-w-0 font-medium wrap-anywhere">{server.title ?? server.name}</h3>
        <span className="flex items-baseline gap-4">
          <span className="text-muted-foreground text-xs">
            {server.uptime === null ? 'no uptime yet' : `${uptimeWords(server.uptime)} up`}
          </span>
          <LookBadge look={serverLook(server)} />
        </span>
      </div>
      <div role="img" aria-label={daysWords(server, at)}>
        <Bars cells={server.days} className="h-7" />
      </div>
    </li>
  )
}

function Incidents({ status }: { status: PublicStatus }) {
  if (status.incidents.length === 0) return null
  const hidden = status.incidents.length - SHOWN_INCIDENTS
  const titles = new Map(status.servers.map(({ name, title }) => [name, title ?? name]))
  return (
    <Card aria-labelledby="incidents-title" className="border-bad/40">
      <CardHeader>
        <CardTitle id="incidents-title">Going on now</CardTitle>
      </CardHeader>
      <ul aria-labelledby="incidents-title" className="divide-y">
        {status.incidents.slice(0, SHOWN_INCIDENTS).map(({ server, severity, openedAt }) => (
          <li key={`${server} ${openedAt}`} className="flex flex-wrap items-baseline gap-x-4 px-4 py-2.5">
            <LookBadge look={SEVERITY_LOOKS[severity]} />
            <span className="min-w-0 flex-1 font-medium wrap-anywhere">{titles.get(server) ?? server}</span>
            <span className="text-muted-foreground text-xs">
              began <RelativeTime at={openedAt} />
            </span>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <p className="text-muted-foreground border-t px-4 py-2.5 text-xs">
          and at {amountWords(hidden, 'server')} more
        </p>
      )}
    </Card>
  )
}
