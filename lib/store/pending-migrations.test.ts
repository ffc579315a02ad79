import { describe, expect, it } from 'vitest'
import { pendingMigrations } from './pending-migrations'

const migration = (name: string, checksum = `sum of ${name}`) => ({ name, checksum, sql: '' })
const applied = (name: string, checksum = `sum of ${name}`) => ({ name, checksum, finished: true })
const all = [migration('1'), migration('2'), migration('3')]

describe('what is left to apply', () => {
  it('is everything on a new database, in order', () => {
    expect(pendingMigrations(all, [])).toEqual(all)
  })

  it('is what comes after, and what came in between on another branch', () => {
    expect(pendingMigrations(all, [applied('1')])).toEqual(all.slice(1))
    expect(pendingMigrations(all, [applied('1'), applied('3')])).toEqual([all[1]])
    expect(pendingMigrations(all, [applied('1'), applied('2'), applied('3')])).toEqual([])
  })

  it.each([
    ['changed', [applied('1', 'another sum')], /1 has changed since it was applied.*git checkout/],
    ['unknown', [applied('4')], /4, which this version does not know.*newer version/],
    ['unfinished', [{ ...applied('1'), finished: false }], /resolve --rolled-back 1/],
  ])('is refused over a migration that is %s, with what to do', (_, rows, message) => {
    expect(() => pendingMigrations(all, rows)).toThrow(
      expect.objectContaining({
        code: 'database-unavailable',
        message: expect.stringMatching(message) as string,
      }),
    )
  })
})
