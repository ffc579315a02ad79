import { describe, expect, it } from 'vitest'
import { remote, snapshotOf, startRegistry } from '@/e2e/fixtures/registry'
import { innerScope } from '@/lib/domain/scope'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import type { Registry } from './registry'

const failing = { graceMs: 60_000, staleMs: 600_000 }
const of = (scope: string, name: string, more: Parameters<typeof remote>[1] = {}): Candidate => ({
  ...remote(name, more),
  origin: { place: `${scope}/${name}`, scope },
})
const without = (unreadable: string[], ...candidates: Candidate[]): Snapshot => ({
  candidates,
  problems: [],
  unreadable,
})
const states = (registry: Registry) =>
  Object.fromEntries(registry.all().map(({ spec }) => [spec.name, registry.detail(spec.name).stale]))

async function start() {
  const made = await startRegistry({ failing })
  await made.registry.apply('kubernetes', snapshotOf(of('services', 's'), of('configmaps', 'c')))
  /** Lets time pass, and whatever a timer has begun end. */
  const pass = async (ms: number) => {
    made.clock.advance(ms)
    await made.registry.expire()
  }
  return { ...made, pass }
}

describe('a scope that can not be read', () => {
  it('keeps its servers, which grow stale and leave, while the others go on', async () => {
    const { registry, pass } = await start()
    const broken = without(['services'], of('configmaps', 'c'))
    expect(await registry.apply('kubernetes', broken)).toMatchObject({ changed: [], removed: [] })
    await pass(61_000)
    expect(states(registry)).toEqual({ s: true, c: false })
    await registry.apply('kubernetes', broken)
    expect(states(registry)).toEqual({ s: true, c: false })
    await pass(600_000)
    expect(states(registry)).toEqual({ c: false })
  })

  it('is named by its place as well', async () => {
    const { registry, pass } = await start()
    await registry.apply('kubernetes', without(['services/s'], of('configmaps', 'c')))
    await pass(61_000)
    expect(states(registry)).toEqual({ s: true, c: false })
  })

  it('takes the scopes within it along, and none of those takes it', async () => {
    const { registry, pass } = await start()
    const inner = innerScope('services', 'https://x.test/a.json')
    const all = [of('services', 's'), of('configmaps', 'c'), of(inner, 'i'), of('services-too', 't')]
    await registry.apply('kubernetes', snapshotOf(...all))
    await registry.apply('kubernetes', without([inner], ...all.slice(0, 2), of('services-too', 't')))
    await pass(61_000)
    expect(states(registry)).toEqual({ c: false, i: true, s: false, t: false })

    await registry.apply('kubernetes', snapshotOf(...all))
    await registry.apply('kubernetes', without(['services'], of('configmaps', 'c'), of('services-too', 't')))
    expect(states(registry)).toEqual({ c: false, i: false, s: false, t: false })
    await pass(61_000)
    expect(states(registry)).toEqual({ c: false, i: true, s: true, t: false })
  })

  it('has fresh servers again as soon as it answers, and its time starts anew', async () => {
    const { registry, pass } = await start()
    const broken = without(['services'], of('configmaps', 'c'))
    await registry.apply('kubernetes', broken)
    await pass(61_000)
    await registry.apply('kubernetes', snapshotOf(of('services', 's'), of('configmaps', 'c')))
    expect(states(registry)).toEqual({ s: false, c: false })
    await pass(3_600_000)
    await registry.apply('kubernetes', broken)
    await pass(50_000)
    expect(states(registry)).toEqual({ s: false, c: false })
  })

  it('loses its servers at once when it is no longer asked for', async () => {
    const { registry } = await start()
    await registry.apply('kubernetes', without(['services'], of('configmaps', 'c')))
    const { removed } = await registry.apply('kubernetes', snapshotOf(of('configmaps', 'c')))
    expect(removed).toEqual(['s'])
  })

  it('counts from when the whole source began to fail, if nothing was read of it since', async () => {
    const { registry, pass } = await start()
    await registry.sourceFailed('kubernetes', new Error('away'))
    await pass(50_000)
    await registry.apply('kubernetes', without(['services'], of('configmaps', 'c')))
    await pass(11_000)
    expect(states(registry)).toEqual({ s: true, c: false })
  })

  it('goes on counting while the whole source fails too', async () => {
    const { registry, pass } = await start()
    await registry.apply('kubernetes', without(['services'], of('configmaps', 'c')))
    await pass(50_000)
    await registry.sourceFailed('kubernetes', new Error('away'))
    await pass(11_000)
    expect(states(registry)).toEqual({ s: true, c: false })
    await pass(50_000)
    expect(states(registry)).toEqual({ s: true, c: true })
    await registry.apply('kubernetes', snapshotOf(of('services', 's'), of('configmaps', 'c')))
    expect(states(registry)).toEqual({ s: false, c: false })
  })

  it('still hands on what it does know, which ages from when it was seen', async () => {
    const { registry, pass } = await start()
    await registry.apply('kubernetes', without(['services'], of('configmaps', 'c')))
    await pass(50_000)
    await registry.apply('kubernetes', without(['services'], of('services', 'new'), of('configmaps', 'c')))
    await pass(11_000)
    expect(states(registry)).toEqual({ s: true, c: false, new: false })
    await pass(50_000)
    expect(states(registry)).toEqual({ s: true, c: false, new: true })
  })

  it('is not made fresh by what it repeats unread, but a stale server gives way to what another scope says', async () => {
    const { registry, pass } = await start()
    await registry.apply('kubernetes', without(['services'], of('configmaps', 'c')))
    await pass(61_000)
    await registry.apply('kubernetes', without(['services'], of('services', 's'), of('configmaps', 'c')))
    expect(states(registry)).toEqual({ s: true, c: false })
    await registry.apply('kubernetes', without(['services'], of('configmaps', 's'), of('configmaps', 'c')))
    expect(states(registry)).toEqual({ s: false, c: false })
  })

  it('of files and the environment keeps its last good state for ever', async () => {
    const { registry, pass, clock } = await start()
    await registry.apply('config-file', snapshotOf(of('/etc/mcp/a.yaml', 'a')))
    await registry.apply('config-file', without(['/etc/mcp/a.yaml']))
    await pass(10_000_000)
    expect(states(registry)).toEqual({ a: false, c: false, s: false })
    expect(clock.pending).toBe(0)
  })

  it('is forgotten with a source that is no longer set up', async () => {
    const { registry, pass, clock } = await start()
    await registry.apply('kubernetes', without(['services'], of('configmaps', 'c')))
    expect(await registry.retain([])).toEqual(['s', 'c'])
    await pass(10_000_000)
    expect(clock.pending).toBe(0)
  })
})
