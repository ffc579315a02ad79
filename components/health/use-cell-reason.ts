'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { queryKeys } from '@/lib/client/query-keys'
import { getServerHealth } from '@/lib/domain/api/health'
import type { Cell } from '@/lib/domain/health'

/** A pointer that only passes over a cell asks nothing. */
const REST_MS = 200

export interface Stretch {
  name: string
  from: number
  to: number
  cell: Cell
}

const NOWHERE: Stretch = { name: '', from: 0, to: 1, cell: '.' }

/**
 * Why a server was not well in a stretch of time: its commonest failure there, once the pointer rests on it.
 * `stretch` must be the same object for as long as it is the same stretch.
 */
export function useCellReason(stretch: Stretch | undefined): string | undefined {
  const rested = useDebounced(stretch, REST_MS)
  const isAsked = stretch !== undefined && rested === stretch && isTelling(stretch.cell)
  const { name, from, to } = stretch ?? NOWHERE
  const reason = useQuery({
    queryKey: [...queryKeys.serverHealth(name), { from, to, buckets: 1 }],
    queryFn: async ({ signal }) => {
      const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), buckets: 1 }
      const { buckets } = await client.call(getServerHealth, { params: { name }, query, signal })
      return buckets.find((bucket) => bucket.reason)?.reason?.message ?? ''
    },
    enabled: isAsked,
    // What is past changes little, and the same cell is often pointed at again.
    staleTime: 60_000,
  })
  return isAsked && reason.data !== '' ? reason.data : undefined
}

function isTelling(cell: Cell): boolean {
  return cell === 'd' || cell === 'u' || cell === 'a'
}
