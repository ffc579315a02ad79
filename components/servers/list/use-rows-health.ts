'use client'
import { useQueries } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { queryKeys } from '@/lib/client/query-keys'
import { type FleetRow, getFleetHealth } from '@/lib/domain/api/health'
import { BLOCK, blocksIn, type RowHealth } from './row-health'

/** Bars for a day. */
const BUCKETS = 24
/** A fast scroll asks for where it ends only. */
const REST_MS = 150
const RENEW_MS = 60_000

interface RowsHealthOptions {
  rows: readonly { name: string }[]
  /** Indices of the rows in sight. */
  first: number
  last: number
  isShown: boolean
}

/** The last day of the servers in sight, asked for in blocks, so that ten thousand servers cost what fifty do. */
export function useRowsHealth({ rows, first, last, isShown }: RowsHealthOptions): RowHealth {
  const inSight = useDebounced(blocksIn(first, last, rows.length).join(' '), REST_MS)
  const blocks = isShown && inSight !== '' ? inSight.split(' ').map(Number) : []
  return useQueries({
    queries: blocks.map((block) => {
      const name = rows.slice(block * BLOCK, (block + 1) * BLOCK).map((row) => row.name)
      const query = { range: '24h' as const, buckets: BUCKETS, name }
      return {
        queryKey: queryKeys.fleet({ ...query, isByName: true }),
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          const fleet = await client.call(getFleetHealth, { query, signal })
          const known = new Map(fleet.rows.map((row) => [row.name, row]))
          return { rows: name.map((each): Entry => [each, known.get(each) ?? null]) }
        },
        enabled: name.length > 0,
        refetchInterval: RENEW_MS,
        staleTime: RENEW_MS / 2,
      }
    }),
    combine,
  })
}

type Entry = readonly [name: string, row: FleetRow | null]

interface Answer {
  data?: { rows: Entry[] } | undefined
  isError: boolean
}

/** Stable, so that the table is told only of what is new. */
function combine(answers: Answer[]): RowHealth {
  if (answers.length > 0 && answers.every((answer) => answer.isError && !answer.data)) return null
  return new Map(answers.flatMap(({ data }) => data?.rows ?? []))
}
