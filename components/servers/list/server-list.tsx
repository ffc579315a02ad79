'use client'
import { Anchor, FileUp, Plus, SearchX } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import type { RegisterMode } from '../register/use-register-param'
import { ServerCards } from './server-cards'
import { ServersGrid } from './servers-grid'
import { useMedia } from '@/components/ui/use-media'
import type { Selection } from './use-selection'
import type { ServerRows } from './use-server-rows'
import { isFiltered, NO_FILTERS, type View } from './view-state'

interface ServerListProps {
  list: ServerRows
  view: View
  onViewChange: (part: Partial<View>) => void
  selection: Selection
  onSelectAll: () => void
  onRegister: (mode: RegisterMode) => void
}

/** The servers as a grid, as cards where it is narrow, or why there are none. */
export function ServerList({
  list,
  view,
  onViewChange,
  selection,
  onSelectAll,
  onRegister,
}: ServerListProps) {
  const isNarrow = useMedia('(max-width: 639px)')
  if (list.error && list.rows.length === 0) {
    return (
      <Frame>
        <ErrorState
          title="The servers could not be listed"
          error={list.error}
          onRetry={list.retry}
          retrying={list.isFetching}
        />
      </Frame>
    )
  }
  if (list.total === undefined) return <ListSkeleton />
  if (list.total === 0 && list.rows.length === 0) {
    return (
      <Frame>
        {isFiltered(view) ? <NoMatch onViewChange={onViewChange} /> : <NoServers onRegister={onRegister} />}
      </Frame>
    )
  }
  const props = { rows: list.rows, total: list.total, onNeedMore: list.loadMore, selection }
  if (isNarrow) return <ServerCards {...props} />
  return <ServersGrid {...props} view={view} onViewChange={onViewChange} onSelectAll={onSelectAll} />
}

function Frame({ children }: { children: React.ReactNode }) {
  return (
    <div className="bg-card grid min-h-0 flex-1 place-content-center overflow-auto rounded-lg border">
      {children}
    </div>
  )
}

function NoMatch({ onViewChange }: Pick<ServerListProps, 'onViewChange'>) {
  return (
    <EmptyState
      icon={SearchX}
      title="No server matches"
      action={<Button onClick={() => onViewChange(NO_FILTERS)}>Clear filters</Button>}
    >
      Every filter and every word of the search must match. Take one away, or clear them all.
    </EmptyState>
  )
}

function NoServers({ onRegister }: Pick<ServerListProps, 'onRegister'>) {
  return (
    <EmptyState
      icon={Anchor}
      title="No servers yet"
      action={
        <>
          <Button variant="primary" onClick={() => onRegister('form')}>
            <Plus aria-hidden />
            Register a server
          </Button>
          <Button onClick={() => onRegister('paste')}>
            <FileUp aria-hidden />
            Paste a configuration
          </Button>
        </>
      }
    >
      Register one by hand, paste the configuration of any client, or declare them in{' '}
      <code className="text-xs">mcp.yaml</code> or <code className="text-xs">MCP_SERVERS</code>.{' '}
      <Link href="/config" className="text-primary underline underline-offset-4">
        Which files are read
      </Link>
    </EmptyState>
  )
}

function ListSkeleton() {
  return (
    <div
      aria-busy
      aria-label="Loading servers"
      role="status"
      className="bg-card min-h-0 flex-1 overflow-hidden rounded-lg border"
    >
      {Array.from({ length: 16 }, (_, index) => (
        <div key={index} className="flex h-10 items-center gap-4 border-b px-3 max-sm:h-29">
          <Skeleton className="size-4" />
          <Skeleton className="h-3.5 w-48 max-sm:w-32" />
          <Skeleton className="h-3.5 w-24" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  )
}
