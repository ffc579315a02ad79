import 'server-only'
import type { Block } from '@/lib/store/health-states'
import type { CheckRecord } from './check-record'
import { packChecks } from './history/check-block'
import { shardOf } from './shard'

export interface PackedChecks {
  block: Block
  checks: number
}

/** Checks packed for the store, those of each shard together, in their order. */
export function blocksOf(records: readonly CheckRecord[]): PackedChecks[] {
  return [...Map.groupBy(records, ({ server }) => shardOf(server))].map(([shard, own]) => {
    const times = own.map(({ at }) => at)
    // Not the first and the last: a clock may step back between them.
    const [fromAt, toAt] = [times.reduce(earlier, Infinity), times.reduce(later, -Infinity)]
    return { block: { shard, fromAt, toAt, payload: packChecks(own) }, checks: own.length }
  })
}

function earlier(a: number, b: number): number {
  return Math.min(a, b)
}

function later(a: number, b: number): number {
  return Math.max(a, b)
}
