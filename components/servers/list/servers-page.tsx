'use client'
import { useMutation } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useConnecting } from '@/components/shell/connect-provider'
import { Page } from '@/components/shell/page'
import { useDebounced } from '@/components/shell/use-debounced'
import { useServerFacets } from '@/components/shell/use-server-facets'
import { Button } from '@/components/ui/button'
import { amountWords, countWords } from '@/components/ui/number-words'
import { usePlace } from '@/lib/client/use-place'
import { disconnectMany, type Selection as Names } from '@/lib/domain/api/connections'
import { checkMany } from '@/lib/domain/api/health'
import { messageOf } from '@/lib/kit/app-error'
import { BulkBar } from '../bulk/bulk-bar'
import { ConnectStrip } from '../bulk/connect-strip'
import { RunPanel } from '../bulk/run-panel'
import { useBulk } from '../bulk/use-bulk'
import { RegisterSheet } from '../register/register-sheet'
import { useRegisterParam } from '../register/use-register-param'
import { ConnectMenu } from './connect-menu'
import { FilterChips } from './filter-chips'
import { ServerList } from './server-list'
import { Toolbar } from './toolbar'
import { useSelection } from './use-selection'
import { useServerRows } from './use-server-rows'
import { type FilterKey, isFiltered, queryOf, toggledFilter, viewParsers } from './view-state'

const TYPING_MS = 150

/** All servers: found, filtered, sorted, chosen and acted on. */
export function ServersPage() {
  const { place: view, refine: change, search } = usePlace(viewParsers)
  const q = useDebounced(view.q, TYPING_MS)
  const list = useServerRows(queryOf({ ...view, q }))
  const selection = useSelection()
  const bulk = useBulk()
  const [register, setRegister] = useRegisterParam()
  const connecting = useConnecting()
  const facets = useServerFacets()
  const disconnect = useMutation({
    mutationFn: (names: Names) => client.call(disconnectMany, { body: names }),
    onSuccess: ({ closed }) => toast.success(`Disconnected ${amountWords(closed.length, 'server')}`),
    onError: (error) => toast.error('Disconnecting failed', { description: messageOf(error) }),
  })
  const check = useMutation({
    mutationFn: (names: readonly string[]) => client.call(checkMany, { body: { names: [...names] } }),
    onSuccess: ({ queued }) =>
      toast.success(`Checking ${amountWords(queued, 'server')}`, {
        description: 'States change here as the results come.',
      }),
    onError: (error) => toast.error('The servers could not be checked', { description: messageOf(error) }),
  })
  const toggle = (filter: FilterKey, value: string) => change(toggledFilter(view, filter, value))
  const selectAll = () => {
    void list
      .loadAll()
      .then((names) => selection.add(names))
      .catch((error: unknown) => toast.error('Not all could be selected', { description: messageOf(error) }))
  }

  return (
    <Page
      fill
      title="Servers"
      beside={
        <Count
          total={list.total}
          all={facets.data && sum(facets.data.sources)}
          isFiltered={isFiltered(view)}
        />
      }
      actions={
        <>
          <ConnectMenu
            tags={facets.data?.tags ?? {}}
            onDisconnectAll={() => disconnect.mutate({ all: true })}
          />
          <Button variant="primary" onClick={() => setRegister('form')}>
            <Plus aria-hidden />
            Register
          </Button>
        </>
      }
    >
      <Toolbar view={view} onViewChange={change} onSearch={search} onToggle={toggle} />
      <FilterChips view={view} onToggle={toggle} onViewChange={change} />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <ServerList
          list={list}
          view={view}
          onViewChange={change}
          selection={selection}
          onSelectAll={selectAll}
          onRegister={setRegister}
        />
        <div className="pointer-events-none absolute inset-x-2 bottom-3 z-20 flex flex-col items-center gap-2">
          {list.hasMoreFailed && (
            <p
              role="alert"
              className="bg-popover pointer-events-auto flex items-center gap-3 rounded-lg border p-2 pl-3 text-sm shadow-lg"
            >
              The next servers could not be read.
              <Button size="sm" disabled={list.isFetching} onClick={list.retryMore}>
                Try again
              </Button>
            </p>
          )}
          <ConnectStrip />
          {bulk.run && <RunPanel run={bulk.run} onCancel={bulk.cancel} onDismiss={bulk.dismiss} />}
          {selection.names.length > 0 && (
            <BulkBar
              names={selection.names}
              isBusy={bulk.run?.state === 'running'}
              onAction={(action) => {
                void bulk.start(action, selection.names)
                if (action.action === 'remove') selection.clear()
              }}
              onConnect={() => connecting.begin({ names: selection.names })}
              onDisconnect={() => disconnect.mutate({ names: selection.names })}
              onCheck={() => check.mutate(selection.names)}
              onClear={selection.clear}
            />
          )}
        </div>
      </div>
      <RegisterSheet mode={register} onModeChange={setRegister} />
    </Page>
  )
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

interface CountProps {
  total: number | undefined
  /** Without the filters. */
  all: number | undefined
  isFiltered: boolean
}

function Count({ total, all, isFiltered }: CountProps) {
  if (total === undefined) return null
  return (
    <span className="text-muted-foreground text-sm tabular-nums" role="status">
      {isFiltered && all !== undefined ? `${countWords(total)} of ${countWords(all)}` : countWords(total)}
      <span className="sr-only"> servers</span>
    </span>
  )
}
