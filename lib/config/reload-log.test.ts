import { describe, expect, it } from 'vitest'
import { MemoryReloads } from '@/e2e/fixtures/config'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { RunResult } from '@/lib/discovery/run'
import { EventBus } from '@/lib/events/bus'
import { silentLogger } from '@/lib/kit/logger'
import { ReloadLog } from './reload-log'

function logOf({ environmentIsSet = true } = {}) {
  const clock = new FakeClock()
  const store = new MemoryReloads()
  const bus = new EventBus(silentLogger)
  const told: string[] = []
  bus.subscribe(({ kind }) => told.push(kind))
  const log = new ReloadLog({
    store,
    bus,
    clock,
    logger: silentLogger,
    environmentIsSet,
  })
  return { log, clock, store, told }
}

const run = (source: string, trigger: RunResult['trigger'], added: string[] = []): RunResult => ({
  source,
  trigger,
  at: '2026-11-22T00:00:00.000Z',
  durationMs: 1,
  servers: added,
  problems: [],
  changes: { added, changed: [], removed: [] },
})

describe('the log of reloads', () => {
  it('has one entry for a start, whichever source is read first', async () => {
    const { log } = logOf()
    log.hear(run('environment', 'start', ['b']))
    expect(await log.recent()).toMatchObject([{ trigger: 'start', changes: { added: ['b'] } }])
    log.hear(run('config-file', 'start', ['a']))
    expect(await log.recent()).toMatchObject([{ trigger: 'start', changes: { added: ['b', 'a'] } }])
  })

  it('does not wait for a variable that is not set, nor for ever for one that is', async () => {
    const without = logOf({ environmentIsSet: false })
    without.log.hear(run('config-file', 'start', ['a']))
    await without.log.settled()
    expect(await without.store.recent(5)).toHaveLength(1)

    const { log, clock, store } = logOf()
    log.hear(run('config-file', 'start', ['a']))
    clock.advance(5_000)
    await log.settled()
    expect(await store.recent(5)).toHaveLength(1)
  })

  it('has one entry for what a person asked for, whatever ran for it', async () => {
    const { log } = logOf()
    const reload = await log.gather(() => {
      log.hear(run('config-file', 'request', ['a']))
      log.hear(run('environment', 'request'))
      return Promise.resolve()
    })
    expect(reload).toMatchObject({ trigger: 'request', outcome: 'applied', changes: { added: ['a'] } })
    expect(await log.recent()).toEqual([reload])
  })

  it('tells of each what it kept, when it has, and of none that it could not keep', async () => {
    const { log, store, told } = logOf()
    const error = { code: 'invalid-config', message: 'line 3' }
    const reload = (...results: RunResult[]) =>
      log.gather(() => {
        for (const result of results) log.hear(result)
        return Promise.resolve()
      })
    await reload(run('config-file', 'request', ['a']), { ...run('environment', 'request'), error })
    expect(told).toEqual(['config-rejected', 'config-reloaded'])
    store.failure = new Error('The disk is full')
    await reload({ ...run('config-file', 'request'), error })
    expect(told).toHaveLength(2)
    store.failure = undefined
    await reload({ ...run('config-file', 'request'), error })
    expect(told).toEqual(['config-rejected', 'config-reloaded', 'config-rejected'])
    expect(await log.recent()).toHaveLength(2)
  })

  it('has no entry for other sources, nor for an environment without news', async () => {
    const { log } = logOf()
    log.hear(run('kubernetes', 'watch', ['a']))
    log.hear(run('environment', 'interval'))
    expect(await log.recent()).toEqual([])
    log.hear(run('config-file', 'interval'))
    expect(await log.recent()).toMatchObject([{ trigger: 'watch', outcome: 'unchanged' }])
  })
})
