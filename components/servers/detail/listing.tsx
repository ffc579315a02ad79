'use client'
import { Plug } from 'lucide-react'
import type { ReactNode } from 'react'
import { useServerConnection } from '@/components/shell/use-server-connection'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import type { ServerDetail } from '@/lib/domain/api/servers'

interface ListingProps<T> {
  server: ServerDetail
  /** Of what: "tools". */
  what: string
  query: {
    data: T | undefined
    error: Error | null
    isFetching: boolean
    refetch: () => Promise<unknown>
  }
  children: (data: T) => ReactNode
}

/** A list that only a connected server can give: what it is, or what to do to get it. */
export function Listing<T>({ server, what, query, children }: ListingProps<T>) {
  const { open } = useServerConnection()
  const { connection } = server
  if (query.data !== undefined) {
    return (
      <div className="grid gap-3">
        {connection.kind !== 'ready' && (
          <p role="status" className="text-warn text-sm">
            Not connected now; these are the {what} that it had.
          </p>
        )}
        {children(query.data)}
      </div>
    )
  }
  if (query.error) {
    return <QueryError title={`The ${what} could not be listed`} query={query} />
  }
  if (connection.kind === 'ready' || connection.kind === 'connecting') return <ListingSkeleton what={what} />
  return (
    <EmptyState
      icon={Plug}
      title={`Connect to see its ${what}`}
      action={
        server.enabled &&
        connection.kind === 'idle' && (
          <Button variant="primary" onClick={() => open(server.name)}>
            <Plug aria-hidden />
            Connect
          </Button>
        )
      }
    >
      {adviceOf(server, what)}
    </EmptyState>
  )
}

function adviceOf({ enabled, connection }: ServerDetail, what: string): string {
  if (!enabled) return 'It is disabled; enable it first.'
  if (connection.kind === 'waiting')
    return `It is being tried again; its ${what} appear once it is connected.`
  return `The server tells its ${what} once it is connected.`
}

function ListingSkeleton({ what }: { what: string }) {
  return (
    <div
      role="status"
      aria-label={`Reading ${what}`}
      className="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]"
    >
      <div className="rounded-lg border">
        {Array.from({ length: 8 }, (_, index) => (
          <div key={index} className="grid h-12 content-center gap-1.5 border-b px-3">
            <Skeleton className="h-3.5 w-36" />
            <Skeleton className="h-3 w-56 max-w-full" />
          </div>
        ))}
      </div>
      <div className="grid content-start gap-3 max-lg:hidden">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="h-4 w-96 max-w-full" />
        <Skeleton className="h-24" />
      </div>
    </div>
  )
}
