'use client'
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { amountWords } from '@/components/ui/number-words'
import { queryKeys } from '@/lib/client/query-keys'
import { decideHeld } from '@/lib/domain/api/discovery'
import type { HeldServer } from '@/lib/domain/discovery'
import { messageOf } from '@/lib/kit/app-error'
import { heldKey } from '../discovery-words'
import { type Decision, DECISION_WORDS, type DecisionResult, undoOf } from './decisions'

export interface DecisionRun {
  decision: Decision
  total: number
  results: readonly DecisionResult[]
  isRunning: boolean
}

/** As many as the registry writes at once without keeping others waiting. */
const CHUNK = 1_000

/** Accepts or refuses servers: shown at once, taken back where it fails, with a result for each, and an undo. */
export function useDecide() {
  const queryClient = useQueryClient()
  const [run, setRun] = useState<DecisionRun>()

  const decide = useCallback(
    async (decision: Decision, items: readonly HeldServer[]) => {
      if (items.length === 0) return
      await queryClient.cancelQueries({ queryKey: queryKeys.held })
      takeOut(queryClient, items)
      setRun({ decision, total: items.length, results: [], isRunning: true })
      const results: DecisionResult[] = []
      for (let start = 0; start < items.length; start += CHUNK) {
        results.push(...(await send(decision, items.slice(start, start + CHUNK))))
        setRun({ decision, total: items.length, results: [...results], isRunning: true })
      }
      for (const queryKey of [queryKeys.held, queryKeys.sources, queryKeys.servers, queryKeys.facets])
        void queryClient.invalidateQueries({ queryKey })
      const failed = results.some((result) => !result.ok)
      setRun(failed ? { decision, total: items.length, results, isRunning: false } : undefined)

      const succeeded = results.filter((result) => result.ok).length
      if (succeeded === 0) return
      const undo = async () => {
        for (const step of undoOf(items, results)) await decide(step.decision, step.items)
      }
      toast.success(`${DECISION_WORDS[decision].past}: ${amountWords(succeeded, 'server')}`, {
        // What takes a decision back is itself taken back by deciding again.
        ...(decision !== 'held' && {
          action: { label: 'Undo', onClick: () => void undo() },
          duration: 10_000,
        }),
      })
    },
    [queryClient],
  )
  const dismiss = useCallback(() => setRun(undefined), [])
  return { run, decide, dismiss }
}

async function send(decision: Decision, items: readonly HeldServer[]): Promise<DecisionResult[]> {
  const names = items.map(({ source, name }) => ({ source, name }))
  try {
    return (await client.call(decideHeld, { body: { decision, items: names } })).results
  } catch (error) {
    // What fails whole is the failure of each.
    return names.map((item) => ({
      ...item,
      ok: false,
      error: { code: 'internal', message: messageOf(error) },
    }))
  }
}

type HeldPages = InfiniteData<{ items: HeldServer[]; nextCursor: string | null; total: number }>

/** The lists without these servers, before the registry has answered. */
function takeOut(queryClient: QueryClient, items: readonly HeldServer[]): void {
  const gone = new Set(items.map(heldKey))
  queryClient.setQueriesData<HeldPages>({ queryKey: queryKeys.held }, (data) => {
    if (!data) return data
    const left = data.pages.map((page) => page.items.filter((item) => !gone.has(heldKey(item))))
    const removed = data.pages.reduce(
      (sum, page, index) => sum + page.items.length - (left[index]?.length ?? 0),
      0,
    )
    return {
      ...data,
      pages: data.pages.map((page, index) => ({
        ...page,
        items: left[index] ?? [],
        total: Math.max(0, page.total - removed),
      })),
    }
  })
}
