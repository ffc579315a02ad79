import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, open, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigMapVolume } from '@/e2e/fixtures/config-map-volume'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { ConfigFiles } from './config-files'

let folder: string
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portolan-editors-'))
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await rm(folder, { recursive: true, force: true })
})

const at = (...parts: string[]) => path.join(folder, ...parts)
const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`)
const yaml = (count: number) =>
  `servers:\n${names(count)
    .map((name) => `  ${name}: { command: x }\n`)
    .join('')}`
const json = (count: number) =>
  JSON.stringify(
    { servers: Object.fromEntries(names(count).map((name) => [name, { command: 'x' }])) },
    null,
    2,
  )

/** Loads, watches, and loads at each change, as discovery does; keeps what each load came to. */
async function follow(...paths: string[]) {
  const files = new ConfigFiles({
    paths,
    variables: () => undefined,
    clock: systemClock,
    logger: silentLogger,
  })
  const seen: { names: string[]; errors: string[] }[] = []
  const load = async () => {
    const { candidates, problems } = await files.load()
    const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)
    seen.push({ names: candidates.map(({ spec }) => spec.name), errors })
  }
  await load()
  const stop = new AbortController()
  let last = Promise.resolve()
  const watch = files.watch(() => {
    last = last.then(load)
  }, stop.signal)
  stops.push(async () => {
    stop.abort()
    await watch
    await last
  })
  const become = (...expected: string[]) =>
    expect.poll(() => seen.at(-1), { timeout: 15_000, interval: 20 }).toEqual({ names: expected, errors: [] })
  return { files, seen, become }
}

/** Writes as with `cat > file`: emptied first, then in place. */
async function writeInPlace(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'w')
  await handle.write(text)
  await handle.sync()
}

type Save = (file: string, text: string) => Promise<void>

/** How programs save a file, step by step as their system calls show. */
const EDITORS: Record<string, Save> = {
  'vim, which moves the old file away': async (file, text) => {
    // It tries out what it may do in the folder.
    await writeFile(path.join(path.dirname(file), '4913'), '')
    await unlink(path.join(path.dirname(file), '4913'))
    await rename(file, `${file}~`)
    await writeInPlace(file, text)
    await unlink(`${file}~`)
  },
  'vim with backupcopy=yes, which copies it and writes over it': async (file, text) => {
    await copyFile(file, `${file}~`)
    await writeInPlace(file, text)
    await unlink(`${file}~`)
  },
  'VS Code, which empties it and writes': async (file, text) => {
    await using handle = await open(file, 'r+')
    await handle.truncate(0)
    await handle.write(text, 0)
  },
  'Emacs, which keeps the old one as a backup and locks with a dangling link': async (file, text) => {
    const { dir, base } = path.parse(file)
    await rm(path.join(dir, `.#${base}`), { force: true })
    await symlink('ada@harbour.4711:1700000000', path.join(dir, `.#${base}`))
    await writeFile(path.join(dir, `#${base}#`), text)
    await rename(file, `${file}~`)
    await writeInPlace(file, text)
    await unlink(path.join(dir, `#${base}#`))
    await unlink(path.join(dir, `.#${base}`))
  },
  'JetBrains, which swaps two files': async (file, text) => {
    await writeFile(`${file}___jb_tmp___`, text)
    await rename(file, `${file}___jb_old___`)
    await rename(`${file}___jb_tmp___`, file)
    await unlink(`${file}___jb_old___`)
  },
  'GNOME’s, Kate and rsync, which rename a finished file over it': async (file, text) => {
    const temporary = path.join(path.dirname(file), '.goutputstream-X4Y2Z1')
    await writeFile(temporary, text)
    await rename(temporary, file)
  },
  'tar and kubectl cp, which remove it first': async (file, text) => {
    await unlink(file)
    await writeFile(file, text)
  },
}

describe.each(Object.entries(EDITORS))('saved by %s', (_, save) => {
  it.each(['mcp.yaml', 'conf/mcp.json'])('%s is read again each time, and never in between', async (name) => {
    const write = name.endsWith('.json') ? json : yaml
    await mkdir(path.dirname(at(name)), { recursive: true })
    await writeFile(at(name), write(3))
    const { seen, become } = await follow(name === 'mcp.yaml' ? at(name) : path.dirname(at(name)))
    for (const count of [4, 5]) {
      await save(at(name), write(count))
      await become(...names(count))
    }
    expect(seen.map((load) => load.names.length)).toEqual([3, 4, 5])
    expect(seen.flatMap(({ errors }) => errors)).toEqual([])
  })
})

describe('saved by programs that are here', () => {
  const has = (program: string) => existsSync(`/usr/bin/${program}`) || existsSync(`/bin/${program}`)
  const run = (command: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  }

  it.runIf(has('sed'))('sed -i is read again', async () => {
    await writeFile(at('mcp.yaml'), yaml(2))
    const { become, seen } = await follow(at('mcp.yaml'))
    run('sed', '-i', 's/s1:/renamed:/', 'mcp.yaml')
    await become('s0', 'renamed')
    expect(seen).toHaveLength(2)
  })

  it.runIf(has('vim'))('vim is read again, however it makes its backup', async () => {
    await writeFile(at('mcp.yaml'), yaml(1))
    const { become, seen } = await follow(at('mcp.yaml'))
    const save = (mode: string) => {
      const append = `call append('$', '  ${mode}: { command: x }')`
      run(
        'vim',
        '-u',
        'NONE',
        '-N',
        '-es',
        '-c',
        `set backup backupcopy=${mode}`,
        '-c',
        append,
        '-c',
        'wq',
        'mcp.yaml',
      )
    }
    save('no')
    await become('s0', 'no')
    save('yes')
    await become('s0', 'no', 'yes')
    expect(seen).toHaveLength(3)
  })
})

describe('written bit by bit over seconds', () => {
  async function trickle(file: string, text: string, pauseMs: number): Promise<void> {
    await using handle = await open(file, 'w')
    const size = Math.ceil(text.length / 5)
    for (let start = 0; start < text.length; start += size) {
      await handle.write(text.slice(start, start + size))
      await delay(pauseMs)
    }
  }

  it.each([
    ['so fast that it never seems finished', 40],
    ['so slowly that parts of it are looked at', 400],
  ])('%s, a file keeps serving what it last said, until it is whole', async (_, pauseMs) => {
    await writeFile(at('mcp.json'), json(40))
    const { seen, become } = await follow(at('mcp.json'))
    await trickle(at('mcp.json'), json(50), pauseMs)
    await become(...names(50))
    expect(new Set(seen.map((load) => load.names.length))).toEqual(new Set([40, 50]))
  })

  it('a file that is left half written keeps what it said, and says where it breaks off', async () => {
    await writeFile(at('mcp.json'), json(4))
    const { seen } = await follow(at('mcp.json'))
    await writeFile(at('mcp.json'), json(4).slice(0, 60))
    await expect.poll(() => seen.at(-1)?.errors.length, { timeout: 15_000 }).toBe(1)
    expect(seen.at(-1)?.names).toEqual(names(4))
  })
})

describe('mounted from a ConfigMap by kubelet', () => {
  it('follows keys that come, change and go, also one that is named by its own path', async () => {
    const volume = new ConfigMapVolume(at('etc'))
    await volume.publish({ 'a.yaml': 'servers: { a: { command: x } }' })
    const { become } = await follow(at('etc'), at('etc', 'named.json'))
    await become('a')
    await volume.publish({
      'a.yaml': 'servers: { a2: { command: x } }',
      'b.yaml': 'servers: { b: { command: x } }',
      'named.json': '{"servers": {"named": {"command": "x"}}}',
      'notes.txt': 'of no part',
    })
    await become('a2', 'b', 'named')
    await volume.publish({ 'b.yaml': 'servers: { b: { command: y } }' })
    await become('b')
    await volume.publish({})
    await become()
  })

  it('is found where the mount appears later', async () => {
    const { become } = await follow(at('etc', 'mcp'))
    await new ConfigMapVolume(at('etc', 'mcp')).publish({ 'a.yaml': 'servers: { a: { command: x } }' })
    await become('a')
  })

  it('never lacks a server while it is swapped again and again under a reader', async () => {
    const volume = new ConfigMapVolume(at('etc'))
    const publish = (version: number) =>
      volume.publish({
        'a.yaml': `servers: { a: { command: x, args: ["${version}"] } }`,
        'b.yaml': `servers: { b: { command: x, args: ["${version}"] } }`,
      })
    await publish(0)
    const files = new ConfigFiles({
      paths: [at('etc')],
      variables: () => undefined,
      clock: systemClock,
      logger: silentLogger,
    })
    const state = { isSwapping: true }
    const swapping = (async () => {
      for (let version = 1; version <= 60; version++) await publish(version)
      state.isSwapping = false
    })()
    while (state.isSwapping) {
      const { candidates, problems } = await files.load()
      expect({ names: candidates.map(({ spec }) => spec.name), problems }).toEqual({
        names: ['a', 'b'],
        problems: [],
      })
    }
    await swapping
  })

  it('keeps the last good state of a key that breaks, and takes the next good one', async () => {
    const volume = new ConfigMapVolume(at('etc'))
    await volume.publish({ 'a.yaml': yaml(1), 'b.yaml': 'servers: { b: { command: x } }' })
    const { become, seen } = await follow(at('etc'))
    await volume.publish({ 'a.yaml': 'servers: [', 'b.yaml': 'servers: { b2: { command: x } }' })
    await expect.poll(() => seen.at(-1)?.errors.length, { timeout: 15_000 }).toBe(1)
    expect(seen.at(-1)?.names).toEqual(['s0', 'b2'])
    await volume.publish({ 'a.yaml': yaml(2), 'b.yaml': 'servers: { b2: { command: x } }' })
    await become('s0', 's1', 'b2')
  })
})
