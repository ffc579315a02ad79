import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { silentLogger } from '@/lib/kit/logger'
import type { StoredRun } from '@/lib/store/run-rows'
import { LiveSource, type LiveSourceParts } from './live-source'
import { commonSettingsSchema, type SourceMethod } from './source'

/** A source of which is told what it was asked for. */
async function setUp() {
  const asked: unknown[] = []
  const method: SourceMethod = {
    id: 'http',
    title: 'Catalogues',
    description: 'A source of parts',
    settings: commonSettingsSchema,
    create: () => ({
      id: 'http',
      title: 'Catalogues',
      discover: (_, options) => {
        asked.push(options?.dueOnly)
        return Promise.resolve({ candidates: [], problems: [] })
      },
    }),
  }
  const parts = {
    ...{ clock: new FakeClock(), logger: silentLogger, random: () => 1, sourceParts: {} },
    ask: () => Promise.resolve(),
  }
  // The one method here asks nothing of its parts.
  const live = new LiveSource(method, parts as unknown as LiveSourceParts)
  const settings = commonSettingsSchema.parse({})
  const layered = { settings, values: { ...settings }, layers: {}, errors: [], warnings: [] }
  await live.setUp({ layered, paused: false }, () => Promise.resolve())
  const look = (dueOnly: boolean) =>
    live.runnable?.source.discover?.(new AbortController().signal, { dueOnly })
  const ended = (here: boolean) => {
    const at = '2026-11-22T00:00:00.000Z'
    live.ended({ startedAt: at, failures: 0, nextAt: null, durationMs: 1 } as StoredRun, here)
  }
  return { asked, look, ended }
}

describe('what is not due yet', () => {
  it('may be left out where only time has passed since this process looked', async () => {
    const { asked, look, ended } = await setUp()
    ended(true)
    await look(true)
    await look(false)
    expect(asked).toEqual([true, false])
  })

  it('is read all the same by a process that has not looked last: what it knows may be old', async () => {
    const { asked, look, ended } = await setUp()
    await look(true)
    ended(true)
    ended(false)
    await look(true)
    expect(asked).toEqual([false, false])
  })
})
