'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { client } from '@/components/shell/client'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { countWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'
import { Skeleton } from '@/components/ui/skeleton'
import { StateBadge } from '@/components/ui/state-badge'
import { queryKeys } from '@/lib/client/query-keys'
import { listServers, type ServerSummary } from '@/lib/domain/api/servers'
import type { Connection } from '@/lib/domain/connection'
import { DiscoveryAttention } from './discovery-attention'

const SHOWN = 8
const query = { state: ['failed', 'waiting', 'needs-auth'] as const, limit: SHOWN }

/** The servers that want a person, each with its reason. */
export function Attention() {
  const servers = useQuery({
    queryKey: queryKeys.serverList(query),
    queryFn: ({ signal }) =>
      client.call(listServers, { query: { ...query, state: [...query.state] }, signal }),
  })
  const items = servers.data?.items ?? []
  const total = servers.data?.total ?? 0

  return (
    <Card aria-labelledby="attention-title">
      <CardHeader>
        <CardTitle id="attention-title">Needs attention</CardTitle>
        {total > SHOWN && (
          <Link
            href="/servers?state=failed,waiting,needs-auth"
            className="text-primary text-xs underline-offset-4 hover:underline"
          >
            All {countWords(total)}
          </Link>
        )}
      </CardHeader>
      <DiscoveryAttention />
      {servers.isPending ? (
        <div className="grid gap-2 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-56" />
        </div>
      ) : servers.isError ? (
        <p role="alert" className="text-muted-foreground p-4">
          The servers could not be read: {servers.error.message}
        </p>
      ) : items.length === 0 ? (
        <p className="text-muted-foreground flex items-center gap-2 p-4">
          <CircleCheck className="text-ok size-4" aria-hidden />
          No connection is failing or retrying.
        </p>
      ) : (
        <ul className="py-1.5">
          {items.map((server) => (
            <Item key={server.name} server={server} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Item({ server }: { server: ServerSummary }) {
  const reason = reasonOf(server.connection)
  return (
    <li className="grid gap-0.5 px-4 py-1.5">
      <div className="flex min-w-0 items-center justify-between gap-3">
        <Link
          href={serverUrl(server.name)}
          prefetch={false}
          className="truncate font-medium underline-offset-4 hover:underline"
        >
          {server.name}
        </Link>
        <StateBadge kind={server.connection.kind} className="shrink-0" />
      </div>
      {reason && <p className="text-muted-foreground line-clamp-2 text-xs wrap-anywhere">{reason}</p>}
    </li>
  )
}

function reasonOf(connection: Connection): string | undefined {
  return 'error' in connection ? connection.error.message : undefined
}
