import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { SourcePart } from '@/lib/domain/discovery'
import { silentLogger } from '@/lib/kit/logger'
import { LiveSource, type LiveSourceParts } from './live-source'
import { commonSettingsSchema, type SourceMethod } from './source'
import { viewOf } from './view'

const failing = (name: string): SourcePart => ({ name, state: 'failing', detail: `${name} does not answer` })

async function view(parts: SourcePart[]) {
  const method: SourceMethod = {
    id: 'parted',
    title: 'Parted',
    description: 'A source of parts',
    settings: commonSettingsSchema,
    create: () => ({
      id: 'parted',
      title: 'Parted',
      discover: () => Promise.reject(new Error('unused')),
      parts: () => parts,
    }),
  }
  // Nothing runs here, so nothing is asked of the rest.
  const live = new LiveSource(method, {
    clock: new FakeClock(),
    logger: silentLogger,
    random: () => 1,
    ask: () => Promise.resolve(),
    sourceParts: {},
  } as unknown as LiveSourceParts)
  const settings = commonSettingsSchema.parse({})
  const layered = { settings, values: { ...settings }, layers: {}, errors: [], warnings: [] }
  await live.setUp({ layered, paused: false }, () => Promise.resolve())
  const counts = { servers: 0, shadowed: 0, held: 0, refused: 0, stale: 0 }
  return viewOf({ live, counts, last: undefined, current: undefined, strays: [] })
}

describe('the view of a source', () => {
  it('calls it failing, and says why, when none of its parts can be read', async () => {
    expect(await view([failing('a'), failing('b')])).toMatchObject({
      state: 'failing',
      reason: 'a does not answer',
    })
  })

  it('does not when one of them can, or when it has none', async () => {
    expect((await view([failing('a'), { name: 'b', state: 'ok' }])).state).toBe('idle')
    expect(await view([])).not.toHaveProperty('reason')
  })
})
