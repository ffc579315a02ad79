import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { makeDiscovery, MemorySettings, NameRegistry, noParts } from '@/e2e/fixtures/memory-discovery'
import { remote } from '@/e2e/fixtures/registry'
import { soon } from '@/e2e/fixtures/soon'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { HIDDEN } from '@/lib/domain/endpoint'
import { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Discovery } from './discovery'
import type { SettingsDocument } from './settings'
import { commonSettingsSchema, type Source, type SourceMethod, type SourceParts } from './source'

const snapshot = (...names: string[]): Snapshot => ({
  candidates: names.map((name) => remote(name)),
  problems: [],
})

const schema = commonSettingsSchema.extend({
  urls: z.array(z.string().startsWith('http', 'Write a URL')).default([]),
})

/** A source that sees its own URLs, and is watched. */
class Watched implements Source {
  readonly title: string
  watching = false
  runs = 0

  constructor(
    readonly id: string,
    readonly urls: readonly string[],
  ) {
    this.title = id
  }

  discover(): Promise<Snapshot> {
    this.runs += 1
    return Promise.resolve(snapshot(...this.urls.map((url) => new URL(url).hostname)))
  }

  watch(_: () => void, signal: AbortSignal): Promise<void> {
    this.watching = true
    return new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        this.watching = false
        resolve()
      }),
    )
  }
}

const running: Discovery[] = []
afterEach(async () => {
  for (const discovery of running.splice(0)) await discovery.stop()
})

interface Given {
  documents?: SettingsDocument[]
  settings?: MemorySettings
  isPageTrusted?: boolean
  problems?: string[]
  clock?: Clock
}

function setUp({ documents = [], settings = new MemorySettings(), ...options }: Given = {}) {
  const made: Watched[] = []
  const parts: SourceParts[] = []
  const methodOf = (id: string): SourceMethod<typeof schema> => ({
    ...{ id, title: id, description: id, settings: schema },
    create({ urls }, given) {
      if (urls.length === 0) return 'No URL is listed. Add one'
      if (urls.includes('http://broken/')) throw new Error('This can not be set up')
      const source = new Watched(id, urls)
      made.push(source)
      parts.push(given)
      return source
    },
  })
  const file: SourceMethod = {
    ...{
      id: 'config-file',
      title: 'Files',
      description: 'Files',
      settings: commonSettingsSchema,
      local: true,
    },
    create: () => ({ id: 'config-file', title: 'Files', discover: () => Promise.resolve(snapshot()) }),
  }
  const manual: SourceMethod = {
    ...{ id: 'manual', title: 'By hand', description: 'By hand', settings: commonSettingsSchema },
    create: () => ({ id: 'manual', title: 'By hand' }),
  }
  const registry = new NameRegistry()
  const bus = new EventBus(silentLogger)
  const told: string[] = []
  bus.subscribeTo('source-changed', ({ source }) => told.push(source))
  const discovery = makeDiscovery({
    ...{ methods: [manual, file, methodOf('http'), methodOf('dns')], registry, settings, bus, ...options },
    documents: () => documents,
    parts: noParts,
  })
  running.push(discovery)
  const of = (id: string) => made.filter((source) => source.id === id)
  const view = async (id: string) => {
    const found = (await discovery.sources()).find((source) => source.id === id)
    if (!found) throw new Error(`There is no ${id}`)
    return found
  }
  return { discovery, registry, settings, documents, of, parts, view, told }
}

const inFile = (values: object): SettingsDocument => ({
  ...{ layer: 'file', place: '/a.yaml', values: values as SettingsDocument['values'] },
})

describe('a source', () => {
  it('is off until its settings give it something to read, and then begins', async () => {
    const { discovery, of, view, registry } = setUp()
    await discovery.start()
    expect(await view('http')).toMatchObject({
      state: 'off',
      reason: 'No URL is listed. Add one',
      watching: false,
    })
    const changed = await discovery.update('http', { settings: { urls: ['http://a/'] } })
    expect(changed).toMatchObject({ settings: { values: { urls: ['http://a/'] }, layers: { urls: 'page' } } })
    await soon(() => expect(registry.bySource.get('http')).toEqual(['a']))
    expect(of('http')).toMatchObject([{ watching: true }])
    expect((await view('http')).lastRun).toMatchObject({ trigger: 'settings', state: 'succeeded' })
  })

  it('alone is made anew when its settings change; the others go on', async () => {
    const { discovery, of } = setUp({
      documents: [inFile({ http: { urls: ['http://a/'] }, dns: { urls: ['http://d/'] } })],
    })
    await discovery.start()
    await discovery.update('http', { settings: { urls: ['http://b/'] } })
    expect(of('http').map(({ watching }) => watching)).toEqual([false, true])
    expect(of('dns')).toMatchObject([{ watching: true }])
  })

  it('is not made anew by what changes nothing', async () => {
    const { discovery, of } = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })] })
    await discovery.start()
    await discovery.update('http', { paused: false, settings: {} })
    await discovery.run('config-file')
    expect(of('http')).toHaveLength(1)
  })

  it('is told to have changed once that is stored and done, and not where it can’t be', async () => {
    const { discovery, settings, of, told } = setUp({
      documents: [inFile({ http: { urls: ['http://a/'] } })],
    })
    await discovery.start()
    settings.failure = new Error('The disk is full')
    const change = { settings: { urls: ['http://b/'] } }
    await expect(discovery.update('http', change)).rejects.toThrow('The disk is full')
    expect([told, of('http').map(({ watching }) => watching)]).toEqual([[], [true]])
    settings.failure = undefined
    await discovery.update('http', change)
    expect([told, of('http').map(({ watching }) => watching)]).toEqual([['http'], [false, true]])
  })

  it('goes back to what the file says when the page takes its value back', async () => {
    const { discovery, settings, view } = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })] })
    await discovery.start()
    await discovery.update('http', { settings: { urls: ['http://b/'] } })
    expect((await view('http')).settings.layers).toMatchObject({ urls: 'page' })
    await discovery.update('http', { settings: { urls: null } })
    expect((await view('http')).settings).toMatchObject({
      values: { urls: ['http://a/'] },
      layers: { urls: 'file' },
    })
    expect(settings.values.get('discovery:http')).toEqual({ paused: false, values: {} })
  })

  it('hears of what a file sets as soon as the file is read', async () => {
    const { discovery, documents, of, registry } = setUp()
    await discovery.start()
    documents.push(inFile({ http: { urls: ['http://a/'] }, precedence: ['dns', 'http'] }))
    await discovery.run('config-file')
    await soon(() => expect(registry.bySource.get('http')).toEqual(['a']))
    expect(of('http')).toHaveLength(1)
    expect(registry.order).toEqual(['dns', 'http'])
  })

  it('keeps to what it was when a value is wrong, and says so', async () => {
    const { discovery, documents, of, view, registry } = setUp({
      documents: [inFile({ http: { urls: ['http://a/'] } })],
    })
    await discovery.start()
    documents.splice(0, 1, inFile({ http: { urls: ['nonsense'] } }))
    await discovery.run('config-file')
    const reason = 'discovery.http.urls.0 in /a.yaml: Write a URL'
    await soon(async () => expect(await view('http')).toMatchObject({ state: 'failing', reason }))
    expect(of('http')).toMatchObject([{ watching: true }])
    expect(registry.bySource.get('http')).toEqual(['a'])
    expect(registry.retained).toContain('http')
    documents.splice(0, 1, inFile({ http: { urls: ['http://b/'] } }))
    await discovery.run('config-file')
    await soon(() => expect(registry.bySource.get('http')).toEqual(['b']))
    expect(await view('http')).toMatchObject({ state: 'idle', watching: true })
  })

  it('with a wrong value from the first is not begun, and what is stored of it stays', async () => {
    const { discovery, view, registry } = setUp({ documents: [inFile({ http: { urls: 'http://a/' } })] })
    await discovery.start()
    expect(await view('http')).toMatchObject({ state: 'failing', runnable: true, watching: false })
    expect(registry.retained).toContain('http')
    await expect(discovery.run('http')).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('that can not be set up says why, and harms no other', async () => {
    const { discovery, view } = setUp({
      documents: [inFile({ http: { urls: ['http://broken/'] }, dns: { urls: ['http://d/'] } })],
    })
    await discovery.start()
    expect(await view('http')).toMatchObject({ state: 'failing', reason: 'This can not be set up' })
    expect(await view('dns')).toMatchObject({ state: 'idle', watching: true })
  })

  it('says of keys that nobody knows', async () => {
    const { discovery, view } = setUp({
      documents: [inFile({ http: { urls: ['http://a/'], ulrs: [] }, htpp: {}, precedence: ['htpp', 'dns'] })],
      problems: ['PORTOLAN_DISCOVERY, line 1: broken'],
    })
    await discovery.start()
    expect((await view('http')).settings.problems).toEqual([
      'discovery.http.ulrs in /a.yaml is no setting; it is ignored',
    ])
    expect((await view('config-file')).settings.problems).toEqual([
      'PORTOLAN_DISCOVERY, line 1: broken',
      'discovery.htpp in /a.yaml is no source; it is ignored',
      'discovery.precedence in /a.yaml names "htpp", which is no source',
    ])
  })

  it('hides secrets, and keeps them when they come back hidden', async () => {
    const { discovery, view, of } = setUp()
    await discovery.update('http', { settings: { urls: ['http://me:s3cret@a/'] } })
    const shown = (await view('http')).settings.values
    expect(shown).toMatchObject({ urls: [`http://${HIDDEN}@a/`] })
    await discovery.update('http', { settings: { urls: [...(shown['urls'] as string[]), 'http://b/'] } })
    expect(of('http').at(-1)?.urls).toEqual(['http://me:s3cret@a/', 'http://b/'])
  })

  it('is refused what does not fit, and stays as it was', async () => {
    const { discovery, settings, view } = setUp()
    await expect(discovery.update('http', { settings: { urls: ['ftp://a/'] } })).rejects.toMatchObject({
      ...{ code: 'bad-input', details: { issues: [{ path: 'urls.0', message: 'Write a URL' }] } },
    })
    await expect(discovery.update('http', { settings: { nonsense: 1 } })).rejects.toMatchObject({
      code: 'bad-input',
    })
    await expect(discovery.update('nobody', {})).rejects.toMatchObject({ code: 'not-found' })
    await expect(discovery.update('manual', { paused: true })).rejects.toMatchObject({ code: 'bad-input' })
    expect(settings.values.size).toBe(0)
    expect(await view('manual')).toMatchObject({ state: 'idle', runnable: false, settings: { values: {} } })
  })
})

describe('a source that is paused', () => {
  it('neither watches nor runs by itself, and its servers stay', async () => {
    const { discovery, of, view, registry, settings } = setUp({
      documents: [inFile({ http: { urls: ['http://a/'] } })],
    })
    await discovery.start()
    expect(await discovery.update('http', { paused: true })).toMatchObject({
      state: 'paused',
      nextRunAt: null,
    })
    expect(of('http')).toMatchObject([{ watching: false, runs: 1 }])
    expect(registry.bySource.get('http')).toEqual(['a'])
    expect(registry.retained).toContain('http')
    expect(registry.resting).toEqual(new Set(['http']))
    expect(await discovery.run('http')).toMatchObject({ state: 'succeeded' })
    await discovery.stop()

    const later = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })], settings })
    await later.discovery.start()
    expect(await later.view('http')).toMatchObject({ state: 'paused' })
    expect(later.of('http')).toMatchObject([{ watching: false, runs: 0 }])
    await later.discovery.update('http', { paused: false })
    await soon(() => expect(later.of('http')).toMatchObject([{ watching: true, runs: 1 }]))
    expect(await view('http')).toMatchObject({ state: 'paused' })
  })
})

describe('a source that is switched off', () => {
  it('ends what it does, and what it declared is let go of', async () => {
    const { discovery, of, registry, view } = setUp({
      documents: [inFile({ http: { urls: ['http://a/'] } })],
    })
    await discovery.start()
    await discovery.update('http', { settings: { enabled: false } })
    expect(of('http')).toMatchObject([{ watching: false }])
    expect(registry.bySource.has('http')).toBe(false)
    expect(await view('http')).toMatchObject({
      state: 'off',
      reason: expect.stringContaining('enabled') as string,
    })
    await discovery.update('http', { settings: { enabled: null } })
    await soon(() => expect(registry.bySource.get('http')).toEqual(['a']))
  })

  it('while it is read adds nothing any more', async () => {
    const { discovery, registry, of } = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })] })
    await discovery.start()
    const answer = Promise.withResolvers<Snapshot>()
    const [source] = of('http')
    if (!source) throw new Error('There is no source')
    source.discover = () => answer.promise
    const run = discovery.run('http')
    await soon(async () => expect((await discovery.sources())[2]?.state).toBe('running'))
    await discovery.update('http', { settings: { enabled: false } })
    answer.resolve(snapshot('late'))
    expect(await run).toMatchObject({ state: 'cancelled' })
    expect(registry.bySource.has('http')).toBe(false)
  })
})

describe('a registry that can not be told', () => {
  it('at the start keeps nothing from beginning in the end', async () => {
    const clock = new FakeClock()
    const { discovery, registry } = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })], clock })
    const retain = vi.spyOn(registry, 'retain').mockRejectedValueOnce(new Error('The database is away'))
    const started = discovery.start()
    await soon(() => {
      clock.advance(1_000)
      expect(retain).toHaveBeenCalledTimes(2)
    })
    await started
    expect(registry.bySource.get('http')).toEqual(['a'])
  })

  it('of a source that was switched off is told again', async () => {
    const clock = new FakeClock()
    const { discovery, registry } = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })], clock })
    await discovery.start()
    vi.spyOn(registry, 'retain').mockRejectedValueOnce(new Error('The database is away'))
    await expect(discovery.update('http', { settings: { enabled: false } })).rejects.toThrow('away')
    await soon(() => {
      clock.advance(5_000)
      expect(registry.bySource.has('http')).toBe(false)
    })
  })
})

describe('a watch that does not end', () => {
  it('keeps no change of settings from taking effect', async () => {
    const clock = new FakeClock()
    const { discovery, of } = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })], clock })
    vi.spyOn(Watched.prototype, 'watch').mockImplementationOnce(() => new Promise(() => undefined))
    await discovery.start()
    const changed = discovery.update('http', { settings: { urls: ['http://b/'] } })
    await soon(() => {
      clock.advance(5_000)
      expect(of('http')).toHaveLength(2)
    })
    await changed
  })
})

describe('for scripts', () => {
  it('runHttp lists URLs beside those that are there, and answers when they are read', async () => {
    const { discovery, registry, view } = setUp({ documents: [inFile({ http: { urls: ['http://a/'] } })] })
    await discovery.start()
    expect(await discovery.runHttp(['http://b/', 'http://a/'])).toMatchObject({ counts: { found: 2 } })
    expect(registry.bySource.get('http')).toEqual(['a', 'b'])
    await discovery.runHttp(['http://b/'])
    expect((await view('http')).settings.values).toMatchObject({ urls: ['http://a/', 'http://b/'] })
  })
})

describe('precedence', () => {
  it('is the order in which sources are listed', async () => {
    const { discovery } = setUp({ documents: [inFile({ precedence: ['dns', 'config_file'] })] })
    await discovery.start()
    expect((await discovery.sources()).map(({ id }) => id)).toEqual(['dns', 'config-file', 'manual', 'http'])
  })
})

describe('the word of an administrator', () => {
  it.each([
    ['stands in a file, not on the page', false, [true, false]],
    ['stands on a page, too, that only they can reach', true, [true, true]],
  ])('%s', async (_, isPageTrusted, trusted) => {
    const { discovery, parts } = setUp({
      documents: [inFile({ http: { urls: ['http://a/'] } })],
      isPageTrusted,
    })
    await discovery.start()
    await discovery.update('http', { settings: { urls: ['http://a/', 'http://b/'] } })
    const { reach } = parts.at(-1) ?? {}
    expect(['http://a/', 'http://b/'].map((url) => reach?.isTrusted(url))).toEqual(trusted)
  })
})
