import type { PGlite, Results } from '@electric-sql/pglite'
import { beforeEach, describe, expect, it } from 'vitest'
import { withFairTurns } from './fair-turns'

const answer = { rows: [], fields: [] } satisfies Results

describe('a database in this process', () => {
  let at: number
  let turns: number

  beforeEach(() => {
    at = 0
    turns = 0
  })

  /** Each answer takes so long. */
  function database(tookMs: number) {
    const asked = {
      query: () => Promise.resolve(((at += tookMs), answer)),
      exec: () => Promise.resolve(((at += tookMs), [answer])),
    }
    const embedded = {
      ...asked,
      transaction: (work: (tx: typeof asked) => Promise<unknown>) => work({ ...asked }),
    }
    const others = () => Promise.resolve(void (turns += 1))
    // Of PGlite only what is asked here.
    return withFairTurns(embedded as unknown as PGlite, { now: () => at, others })
  }

  it('lets others have their turn after eight milliseconds of its answers', async () => {
    const embedded = database(3)
    for (let count = 0; count < 9; count++) await embedded.query('SELECT 1')
    expect(turns).toBe(3)
  })

  it('does so in scripts and in transactions too, by one clock', async () => {
    const embedded = database(9)
    await embedded.exec('SELECT 1')
    expect(turns).toBe(1)
    await embedded.transaction(async (tx) => {
      await tx.query('SELECT 1')
      await tx.exec('SELECT 1')
    })
    expect(turns).toBe(3)
  })

  it('gives the answer that there was', async () => {
    await expect(database(20).query('SELECT 1')).resolves.toBe(answer)
  })

  it('does not wait for anybody between quick answers', async () => {
    const embedded = database(0)
    for (let count = 0; count < 100; count++) await embedded.query('SELECT 1')
    expect(turns).toBe(0)
  })
})
