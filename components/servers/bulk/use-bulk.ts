'use client'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { amountWords } from '@/components/ui/number-words'
import { queryKeys } from '@/lib/client/query-keys'
import { bulkServers, type ServerSummary } from '@/lib/domain/api/servers'
import {
  concerned,
  expectedPatch,
  type Known,
  pastOf,
  type RegistryAction,
  type RowPatch,
  undoSteps,
} from './actions'
import { patchRows } from './patch-rows'
import { type BulkItem, runInChunks } from './run-in-chunks'

export interface BulkRun {
  action: RegistryAction
  total: number
  results: readonly BulkItem[]
  state: 'running' | 'cancelled' | 'finished'
}

export interface Bulk {
  run: BulkRun | undefined
  start: (action: RegistryAction, names: readonly string[]) => Promise<void>
  cancel: () => void
  dismiss: () => void
}

/** Runs one action on many servers: shown at once, taken back where it fails, with a result for each, and an undo. */
export function useBulk(): Bulk {
  const queryClient = useQueryClient()
  const [run, setRun] = useState<BulkRun>()
  const controller = useRef<AbortController>(undefined)

  const start = useCallback(
    async (action: RegistryAction, names: readonly string[]) => {
      controller.current?.abort()
      const { signal } = (controller.current = new AbortController())
      const known = knownServers(queryClient, names)
      const wanted = concerned(action, known)
      if (wanted.length === 0) {
        toast.info(`Nothing to change: ${amountWords(names.length, 'server')} like that already`)
        return
      }
      await queryClient.cancelQueries({ queryKey: queryKeys.serverLists })
      patchLists(
        queryClient,
        patchesFor(wanted, (server) => expectedPatch(action, server)),
      )
      setRun({ action, total: wanted.length, results: [], state: 'running' })
      const results = await runInChunks(
        wanted.map((server) => server.name),
        {
          signal,
          send: async (chunk) =>
            (await client.call(bulkServers, { body: { ...action, names: chunk } })).results,
          onProgress: (done) => setRun((current) => current && { ...current, results: [...done] }),
        },
      )
      const succeeded = new Set(results.filter((item) => item.ok).map((item) => item.name))
      const undone = wanted.filter((server) => !succeeded.has(server.name))
      patchLists(
        queryClient,
        patchesFor(undone, ({ enabled, tags }) => ({ enabled, tags })),
      )
      void queryClient.invalidateQueries({ queryKey: queryKeys.servers })
      void queryClient.invalidateQueries({ queryKey: queryKeys.facets })

      const isClean = results.length === wanted.length && undone.length === 0
      setRun(
        isClean
          ? undefined
          : { action, total: wanted.length, results, state: signal.aborted ? 'cancelled' : 'finished' },
      )
      if (succeeded.size > 0) offerUndo(action, wanted, results, start)
    },
    [queryClient],
  )
  const cancel = useCallback(() => controller.current?.abort(), [])
  const dismiss = useCallback(() => setRun(undefined), [])
  return { run, start, cancel, dismiss }
}

function offerUndo(
  action: RegistryAction,
  known: readonly Known[],
  results: readonly BulkItem[],
  start: Bulk['start'],
): void {
  const steps = undoSteps(action, known, results)
  const count = results.filter((item) => item.ok).length
  const undo = async () => {
    for (const step of steps) await start(step.action, step.names)
  }
  toast.success(`${pastOf(action)} ${amountWords(count, 'server')}`, {
    ...(steps.length > 0 && { action: { label: 'Undo', onClick: () => void undo() }, duration: 10_000 }),
  })
}

/** What the lists on this page know of the servers; one that none knows is assumed to be concerned. */
function knownServers(queryClient: QueryClient, names: readonly string[]): Known[] {
  const found = new Map<string, Known>()
  const caches = queryClient.getQueriesData<{ pages?: { items: ServerSummary[] }[] }>({
    queryKey: queryKeys.serverLists,
  })
  for (const [, data] of caches) {
    for (const page of data?.pages ?? []) for (const item of page.items) found.set(item.name, item)
  }
  return names.flatMap((name) => found.get(name) ?? [])
}

function patchesFor(servers: readonly Known[], patch: (server: Known) => RowPatch): Map<string, RowPatch> {
  return new Map(servers.map((server) => [server.name, patch(server)]))
}

function patchLists(queryClient: QueryClient, patches: ReadonlyMap<string, RowPatch>): void {
  queryClient.setQueriesData({ queryKey: queryKeys.serverLists }, (data: unknown) => patchRows(data, patches))
}
