import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Lease, shardOf, shareOut, SHARDS } from './shard'

const ALL = Array.from({ length: SHARDS }, (_, shard) => shard)

/** Lets replicas beat in turns, as the store would carry it out. */
function settle(replicas: string[], leases: Lease[], rounds: number): Lease[] {
  let rows = leases
  for (let round = 0; round < rounds; round += 1) {
    for (const replica of replicas) {
      const { keep, release } = shareOut(replica, rows, replicas.length)
      rows = rows.filter(({ shard, replica: owner }) => !(owner === replica && release.includes(shard)))
      rows = rows.filter(({ shard }) => !keep.includes(shard))
      rows = [...rows, ...keep.map((shard) => ({ shard, replica, isLapsed: false }))]
    }
  }
  return rows
}

const sizes = (replicas: string[], leases: Lease[]) =>
  replicas.map((name) => leases.filter(({ replica }) => replica === name).length)

describe('the shards of servers', () => {
  it('spread names evenly', () => {
    const counts = Array<number>(SHARDS).fill(0)
    for (let n = 0; n < 10_000; n += 1)
      counts[shardOf(`team-${n % 7}/server-${n}`)] = (counts[shardOf(`team-${n % 7}/server-${n}`)] ?? 0) + 1
    for (const count of counts) expect(Math.abs(count - 10_000 / SHARDS)).toBeLessThan(150)
  })

  it('all belong to one who is alone', () => {
    expect(shareOut('a', [], 1)).toEqual({ keep: ALL, release: [] })
  })

  it('are given up to one that comes, down to a fair share', () => {
    const alone = settle(['a'], [], 1)
    expect(sizes(['a', 'b'], settle(['a', 'b'], alone, 2))).toEqual([SHARDS / 2, SHARDS / 2])
  })

  it('of one that is gone are taken over once its time is up', () => {
    const both = settle(['a', 'b'], [], 2)
    const lapsed = both.map((lease) => ({ ...lease, isLapsed: lease.replica === 'b' }))
    expect(shareOut('a', lapsed, 1).keep.toSorted((x, y) => x - y)).toEqual(ALL)
  })

  it('are each held by exactly one, whoever comes and goes', () => {
    const names = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 })
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 6 }), (generations) => {
        let leases: Lease[] = []
        for (const replicas of generations) {
          leases = leases.map((lease) => ({ ...lease, isLapsed: !replicas.includes(lease.replica) }))
          leases = settle(replicas, leases, 3)
          expect(leases.map(({ shard }) => shard).toSorted((x, y) => x - y)).toEqual(ALL)
          const held = sizes(replicas, leases)
          expect(Math.max(...held)).toBeLessThanOrEqual(Math.ceil(SHARDS / replicas.length))
        }
      }),
    )
  })
})
