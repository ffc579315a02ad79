import { describe, expect, it } from 'vitest'
import type { RunResult } from '@/lib/discovery/run'
import { reloadEvents, reloadOf } from './reloads'

const at = '2026-11-22T00:00:00.000Z'
const none = { added: [], changed: [], removed: [] }
const run = (part: Partial<RunResult>): RunResult => ({
  source: 'config-file',
  trigger: 'watch',
  at,
  durationMs: 1,
  servers: [],
  problems: [],
  changes: none,
  ...part,
})
const error = { severity: 'error' as const, message: 'broken', place: '/a.yaml', line: 3 }
const warning = { severity: 'warning' as const, message: 'odd' }

describe('a reload', () => {
  it('that changes something is applied, and told by server', () => {
    const reload = reloadOf(
      [run({ changes: { added: ['a'], changed: [{ name: 'b', fields: ['tags'] }], removed: ['c'] } })],
      'watch',
      at,
    )
    expect(reload.outcome).toBe('applied')
    expect(reloadEvents(reload)).toEqual([
      { kind: 'config-reloaded', added: ['a'], changed: ['b'], removed: ['c'], problems: [] },
    ])
  })

  it('of two sources names each server once: what one added, the other may have taken over', () => {
    const { changes } = reloadOf(
      [
        run({ source: 'environment', changes: { ...none, added: ['a'], removed: ['c'] } }),
        run({
          changes: {
            added: [],
            changed: [
              { name: 'a', fields: ['source'] },
              { name: 'b', fields: ['tags'] },
            ],
            removed: ['c'],
          },
        }),
      ],
      'start',
      at,
    )
    expect(changes).toEqual({ added: ['a'], changed: [{ name: 'b', fields: ['tags'] }], removed: ['c'] })
  })

  it('that changes nothing is told too: the text may be another one', () => {
    const reload = reloadOf([run({ problems: [warning] })], 'request', at)
    expect(reload).toMatchObject({ outcome: 'unchanged', trigger: 'request' })
    expect(reloadEvents(reload)).toEqual([
      { kind: 'config-reloaded', added: [], changed: [], removed: [], problems: [warning] },
    ])
  })

  it('of a broken file is rejected, with its errors', () => {
    const reload = reloadOf([run({ problems: [warning, error] })], 'watch', at)
    expect(reload.outcome).toBe('rejected')
    expect(reloadEvents(reload)).toEqual([{ kind: 'config-rejected', problems: [error] }])
  })

  it('of a broken file beside a right one is both', () => {
    const reload = reloadOf([run({ problems: [error], changes: { ...none, added: ['a'] } })], 'watch', at)
    expect(reload.outcome).toBe('applied')
    expect(reloadEvents(reload).map(({ kind }) => kind)).toEqual(['config-rejected', 'config-reloaded'])
  })

  it('that fails as a whole says why', () => {
    const reload = reloadOf(
      [run({ error: { code: 'database-unavailable', message: 'The database is away' } })],
      'request',
      at,
    )
    expect(reload).toMatchObject({
      outcome: 'rejected',
      problems: [{ severity: 'error', message: 'The database is away' }],
    })
  })

  it('joins the runs of files and environment', () => {
    const runs = [
      run({ changes: { ...none, added: ['a'] } }),
      run({ source: 'environment', changes: { ...none, added: ['b'] } }),
    ]
    expect(reloadOf(runs, 'request', at).changes.added).toEqual(['a', 'b'])
  })
})
