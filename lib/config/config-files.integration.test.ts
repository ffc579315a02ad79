import { appendFile, chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { ConfigFiles } from './config-files'
import { MAX_TEXT_BYTES } from './document/parse-text'

let folder: string
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portolan-config-'))
})

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await rm(folder, { recursive: true, force: true })
})

const at = (...parts: string[]) => path.join(folder, ...parts)
const server = (...names: string[]) =>
  `servers:\n${names.map((name) => `  ${name}: { command: x }\n`).join('')}`
const variables = () => undefined

function filesOf(...paths: string[]) {
  return new ConfigFiles({ paths, variables, clock: systemClock, logger: silentLogger })
}

async function listen(file: string) {
  const listening = createServer()
  await new Promise<void>((resolve) => listening.listen(file, resolve))
  stops.push(() => new Promise((resolve) => listening.close(() => resolve())))
}

async function loaded(files: ConfigFiles) {
  const { candidates, problems, unreadable } = await files.load()
  return { names: candidates.map(({ spec }) => spec.name), problems, unreadable }
}

describe('files that are loaded', () => {
  it('are those of folders by name and single ones, in the order of the paths', async () => {
    await mkdir(at('conf'))
    await writeFile(at('conf', 'b.yml'), server('b', 'both'))
    await writeFile(at('conf', 'a.json'), '{"mcpServers": {"a": {"command": "x"}}}')
    for (const other of ['notes.txt', '.hidden.yaml', 'a.yaml~', '#a.yaml#', 'a.yaml.swp'])
      await writeFile(at('conf', other), 'broken: [')
    await writeFile(at('first.yaml'), server('first', 'both'))
    const files = filesOf(at('first.yaml'), at('conf'), at('nowhere'))
    const { names, problems } = await loaded(files)
    expect(names).toEqual(['first', 'both', 'a', 'b'])
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', server: 'both', place: at('conf', 'b.yml') }),
    ])
    expect(files.files.map((file) => path.basename(file.path))).toEqual(['first.yaml', 'a.json', 'b.yml'])
  })

  it('are read once when they are named twice', async () => {
    await mkdir(at('conf'))
    await writeFile(at('conf', 'a.yaml'), server('a'))
    await symlink(at('conf', 'a.yaml'), at('link.yaml'))
    expect(await loaded(filesOf(at('conf', 'a.yaml'), at('conf'), at('link.yaml')))).toMatchObject({
      names: ['a'],
      problems: [],
    })
  })

  it('need not be there', async () => {
    const files = filesOf(at('mcp.yaml'), at('conf'))
    expect(await loaded(files)).toEqual({ names: [], problems: [], unreadable: [] })
    expect(files.files).toMatchObject([{ path: at('mcp.yaml'), reading: { kind: 'missing' } }])
  })

  it.each([
    ['of 5 MB', (file: string) => writeFile(file, `# ${'x'.repeat(MAX_TEXT_BYTES)}`), /5 MB/],
    [
      'of random bytes',
      (file: string) => writeFile(file, Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])),
      /not a text in UTF-8/,
    ],
    ['with NUL bytes', (file: string) => writeFile(file, 'a: 1\0'), /binary data/],
    ['that is empty', (file: string) => writeFile(file, ''), /empty/],
    ['that is a folder', (file: string) => mkdir(file), /a folder, not a file/],
    ['that is a socket', listen, /not a regular file/],
    ['that leads in a circle', (file: string) => symlink(file, file), /circle/],
    ['with an error', (file: string) => writeFile(file, 'servers:\n  a: ['), /\[ has no closing \]/],
  ])('a file %s is refused with the reason, and the others serve', async (_, make, reason) => {
    await make(at('bad.yaml'))
    await writeFile(at('good.yaml'), server('good'))
    const { names, problems, unreadable } = await loaded(filesOf(at('bad.yaml'), at('good.yaml')))
    expect(names).toEqual(['good'])
    expect(problems[0]).toMatchObject({
      severity: 'error',
      place: at('bad.yaml'),
      message: expect.stringMatching(reason) as string,
    })
    expect(unreadable).toEqual([at('bad.yaml')])
  })

  it('keep serving when one turns into a folder, and again when it is a file', async () => {
    await writeFile(at('mcp.yaml'), server('a'))
    const files = filesOf(at('mcp.yaml'))
    await files.load()
    await rm(at('mcp.yaml'))
    await mkdir(at('mcp.yaml'))
    expect(await loaded(files)).toMatchObject({ names: ['a'], problems: [{ severity: 'error' }] })
    await rm(at('mcp.yaml'), { recursive: true })
    await writeFile(at('mcp.yaml'), server('b'))
    expect(await loaded(files)).toMatchObject({ names: ['b'], problems: [] })
  })

  it.skipIf(process.getuid?.() === 0)(
    'keep serving when they may not be read any more (not as root, who may read all)',
    async () => {
      await writeFile(at('mcp.yaml'), server('a'))
      const files = filesOf(at('mcp.yaml'))
      await files.load()
      await chmod(at('mcp.yaml'), 0)
      expect(await loaded(files)).toMatchObject({
        names: ['a'],
        problems: [{ message: expect.stringContaining('may not read') as string }],
      })
    },
  )
})

describe('files that are watched', () => {
  /** Loads, watches, and reloads at each change, as discovery does. */
  async function follow(...paths: string[]) {
    const files = filesOf(...paths)
    const stop = new AbortController()
    const state = { names: [] as string[], problems: [] as string[], changes: 0 }
    const seen: string[][] = []
    const load = async () => {
      const { names, problems } = await loaded(files)
      state.names = names
      state.problems = problems.map(({ message }) => message)
      seen.push(names)
    }
    await load()
    let last = Promise.resolve()
    const watch = files.watch(() => {
      state.changes++
      last = last.then(load)
    }, stop.signal)
    stops.push(async () => {
      stop.abort()
      await watch
      await last
    })
    const become = (...names: string[]) =>
      vi.waitFor(() => expect(state.names).toEqual(names), { timeout: 8_000, interval: 20 })
    return { files, state, seen, become }
  }

  it('are read again when they are written', async () => {
    await writeFile(at('mcp.yaml'), server('a'))
    const { become, files } = await follow(at('mcp.yaml'))
    expect(files.watching).toBe(true)
    await writeFile(at('mcp.yaml'), server('a', 'b'))
    await become('a', 'b')
    await writeFile(at('mcp.yaml'), server('b'))
    await become('b')
  })

  it('are not read half written, by an editor that empties the file first', async () => {
    await writeFile(at('mcp.yaml'), server('a', 'b'))
    const { become, seen, state } = await follow(at('mcp.yaml'))
    await writeFile(at('mcp.yaml'), '')
    await writeFile(at('mcp.yaml'), server('a', 'b', 'c'))
    await become('a', 'b', 'c')
    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
    ])
    expect(state.problems).toEqual([])
  })

  it('are waited for while they are written slowly, line by line: what is still to come is not gone', async () => {
    const [half, whole] = [server('a'), server('a', 'b', 'd')]
    await writeFile(at('mcp.yaml'), server('a', 'b', 'c'))
    const clock = new FakeClock(Date.parse('2040-01-01T00:00:00Z'))
    const files = new ConfigFiles({ paths: [at('mcp.yaml')], variables, clock, logger: silentLogger })
    await files.load()

    const writtenAt = clock.now() / 1_000
    await writeFile(at('mcp.yaml'), half)
    await utimes(at('mcp.yaml'), writtenAt, writtenAt)
    const loading = loaded(files)
    await vi.waitFor(() => expect(clock.pending).toBe(1))
    await appendFile(at('mcp.yaml'), whole.slice(half.length))
    await utimes(at('mcp.yaml'), writtenAt, writtenAt)
    clock.advance(600)
    expect((await loading).names).toEqual(['a', 'b', 'd'])
  })

  it('are taken as they are when this process has written them itself', async () => {
    await writeFile(at('mcp.yaml'), server('a', 'b'))
    const files = filesOf(at('mcp.yaml'))
    await files.load()
    const clock = vi.spyOn(systemClock, 'after')
    await writeFile(at('mcp.yaml'), server('a'))
    files.wrote(at('mcp.yaml'), server('a'))
    expect((await loaded(files)).names).toEqual(['a'])
    expect(clock).not.toHaveBeenCalled()
    clock.mockRestore()
  })

  it('are seen when another is renamed over them, again and again', async () => {
    await writeFile(at('mcp.yaml'), server('a'))
    const { become } = await follow(at('mcp.yaml'))
    for (const name of ['b', 'c', 'd']) {
      await writeFile(at('.mcp.yaml.tmp'), server(name))
      await rename(at('.mcp.yaml.tmp'), at('mcp.yaml'))
      await become(name)
    }
  })

  it('are not lost while an editor moves the old one away and writes a new one', async () => {
    await writeFile(at('mcp.yaml'), server('a'))
    const { become, seen } = await follow(at('mcp.yaml'))
    await rename(at('mcp.yaml'), at('mcp.yaml~'))
    await new Promise((resolve) => setTimeout(resolve, 150))
    await writeFile(at('mcp.yaml'), server('a', 'b'))
    await become('a', 'b')
    expect(seen).not.toContainEqual([])
  })

  it('are followed as Kubernetes mounts a ConfigMap: a link to a folder is swapped', async () => {
    const publish = async (version: string, text: string) => {
      await mkdir(at('mount', version), { recursive: true })
      await writeFile(at('mount', version, 'mcp.yaml'), text)
      await symlink(version, at('mount', '..data_tmp'))
      await rename(at('mount', '..data_tmp'), at('mount', '..data'))
    }
    await publish('..2026_1', server('a'))
    await symlink('..data/mcp.yaml', at('mount', 'mcp.yaml'))
    const { become } = await follow(at('mount'))
    await become('a')
    for (const [version, name] of [
      ['..2026_2', 'b'],
      ['..2026_3', 'c'],
    ] as const) {
      await publish(version, server(name))
      await become(name)
    }
    await rm(at('mount', '..2026_1'), { recursive: true })
    await rm(at('mount', '..2026_2'), { recursive: true })
    await publish('..2026_4', server('d'))
    await become('d')
  })

  it('are followed through a link to another folder', async () => {
    await mkdir(at('elsewhere'))
    await writeFile(at('elsewhere', 'real.yaml'), server('a'))
    await symlink(at('elsewhere', 'real.yaml'), at('mcp.yaml'))
    const { become } = await follow(at('mcp.yaml'))
    await writeFile(at('elsewhere', 'real.yaml'), server('b'))
    await become('b')
    await writeFile(at('elsewhere', 'other.yaml'), server('c'))
    await symlink(at('elsewhere', 'other.yaml'), at('link'))
    await rename(at('link'), at('mcp.yaml'))
    await become('c')
  })

  it('may appear later, in folders that appear later', async () => {
    const { become } = await follow(at('deep', 'er', 'mcp.yaml'), at('conf', 'd'))
    await mkdir(at('deep', 'er'), { recursive: true })
    await writeFile(at('deep', 'er', 'mcp.yaml'), server('a'))
    await become('a')
    await mkdir(at('conf', 'd'), { recursive: true })
    await writeFile(at('conf', 'd', 'one.json'), '{"servers": {"b": {"command": "x"}}}')
    await become('a', 'b')
  })

  it('may go and come back, with their folder', async () => {
    await mkdir(at('conf'))
    await writeFile(at('conf', 'a.yaml'), server('a'))
    await writeFile(at('conf', 'b.yaml'), server('b'))
    const { become } = await follow(at('conf'))
    await rm(at('conf', 'a.yaml'))
    await become('b')
    await rm(at('conf'), { recursive: true })
    await become()
    await mkdir(at('conf'))
    await writeFile(at('conf', 'c.yaml'), server('c'))
    await become('c')
  })

  it('keep their last good state while they are broken, and say where', async () => {
    await writeFile(at('mcp.yaml'), server('a'))
    const { become, state, files } = await follow(at('mcp.yaml'))
    await writeFile(at('mcp.yaml'), 'servers:\n  b: { command: x }\n  c: {\n')
    await vi.waitFor(() => expect(state.problems).toHaveLength(1), { timeout: 8_000 })
    expect(state.names).toEqual(['a'])
    expect(files.files[0]).toMatchObject({ valid: false, problems: [{ line: 4, place: at('mcp.yaml') }] })
    await writeFile(at('mcp.yaml'), server('b', 'c'))
    await become('b', 'c')
    expect(state.problems).toEqual([])
  })

  it('make one reload of a burst of writes', async () => {
    await mkdir(at('conf'))
    await writeFile(at('conf', '0.yaml'), server('s0'))
    const { become, state } = await follow(at('conf'))
    const names = Array.from({ length: 30 }, (_, index) => `s${index}`)
    for (const [index, name] of names.entries()) await writeFile(at('conf', `${index}.yaml`), server(name))
    await become(...names.toSorted((a, b) => (`${a.slice(1)}.yaml` < `${b.slice(1)}.yaml` ? -1 : 1)))
    expect(state.changes).toBeLessThanOrEqual(3)
  })

  it('are quiet while nothing changes, whatever happens beside them', async () => {
    await writeFile(at('mcp.yaml'), server('a'))
    const { become, state } = await follow(at('mcp.yaml'))
    for (let count = 0; count < 50; count++) await writeFile(at('log.txt'), String(count))
    await writeFile(at('mcp.yaml'), server('b'))
    await become('b')
    expect(state.changes).toBe(1)
  })

  it('are found changed by the regular look where the system tells nothing, as behind two links', async () => {
    await mkdir(at('hop'))
    await mkdir(at('one'))
    await mkdir(at('two'))
    await writeFile(at('one', 'a.yaml'), server('a'))
    await writeFile(at('two', 'b.yaml'), server('b'))
    await symlink(at('one', 'a.yaml'), at('hop', 'link'))
    await symlink(at('hop', 'link'), at('mcp.yaml'))
    const { become } = await follow(at('mcp.yaml'))
    await writeFile(at('one', 'a.yaml'), server('a', 'armed'))
    await become('a', 'armed')
    await symlink(at('two', 'b.yaml'), at('hop', 'next'))
    await rename(at('hop', 'next'), at('hop', 'link'))
    await become('b')
  })

  it('are left in peace after the end, without a sound', async () => {
    await writeFile(at('mcp.yaml'), server('a'))
    const { state, files } = await follow(at('mcp.yaml'))
    for (const stop of stops.splice(0)) await stop()
    expect(files.watching).toBe(false)
    await writeFile(at('mcp.yaml'), server('b'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(state.changes).toBe(0)
  })
})
