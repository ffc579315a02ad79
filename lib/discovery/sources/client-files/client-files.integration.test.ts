import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { serversReader } from '@/lib/config/read-servers'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import type { Source, SourceParts } from '../../source'
import { clientFilesMethod } from '../client-files'

const nothing: Snapshot = { candidates: [], problems: [] }
let home = ''

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'portolan-home-'))
})
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await rm(home, { recursive: true, force: true })
})

async function put(file: string, content: unknown): Promise<string> {
  const target = path.join(home, file)
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  return target
}

function partsWith(part: Partial<SourceParts> = {}): SourceParts {
  const variable = (name: string) => ({ TOKEN: 'secret' })[name as 'TOKEN'] as string | undefined
  return {
    readServers: serversReader(variable),
    variable,
    clock: systemClock,
    logger: silentLogger,
    configFiles: { load: () => Promise.resolve(nothing), watch: () => Promise.resolve() },
    local: { platform: 'linux', home },
    ...part,
  }
}

function clientFiles(settings: Record<string, unknown> = {}, part: Partial<SourceParts> = {}): Source {
  const source = clientFilesMethod.create(
    clientFilesMethod.settings.parse({ enabled: true, ...settings }),
    partsWith(part),
  )
  if (typeof source === 'string') throw new Error(source)
  return source
}

const discover = async (source: Source) => (await source.discover?.(AbortSignal.timeout(10_000))) ?? nothing
const clientsOf = ({ spec }: Candidate) => spec.metadata['clients']
const byName = (candidates: Candidate[]) =>
  Object.fromEntries(candidates.map((candidate) => [candidate.spec.name, candidate.spec.endpoint]))

const stdio = (command: string, ...args: string[]) => ({ kind: 'stdio', command, args })
const remote = (url: string, transport = 'streamable-http', headers = {}) => ({
  kind: 'remote',
  transport,
  url,
  headers,
})

describe('the files of clients', () => {
  it('are off, and hold what they find, unless a person says otherwise', () => {
    expect(clientFilesMethod.settings.parse({})).toMatchObject({ enabled: false, newServers: 'held' })
  })

  it('are not read where others can reach Portolan', () => {
    const parts = partsWith()
    delete parts.local
    expect(clientFilesMethod.create(clientFilesMethod.settings.parse({ enabled: true }), parts)).toMatch(
      /local use only.*HOST=127\.0\.0\.1/,
    )
  })

  it('are each read in its own format', async () => {
    await put('.config/Claude/claude_desktop_config.json', {
      globalShortcut: 'Alt+Space',
      mcpServers: { 'desktop-files': { command: 'npx', args: ['-y', 'files', '/data'] } },
    })
    await put('.claude.json', {
      numStartups: 41,
      mcpServers: {
        code: { type: 'http', url: 'https://code.test/mcp', headers: { Authorization: 'Bearer ${TOKEN}' } },
      },
    })
    await put(
      '.config/Code/User/mcp.json',
      `{
        // Asked for once.
        "inputs": [{ "type": "promptString", "id": "key", "password": true }],
        "servers": { "editor": { "type": "sse", "url": "https://editor.test/sse" }, },
      }`,
    )
    await put('.vscode/mcp.json', { servers: { workspace: { type: 'stdio', command: 'workspace' } } })
    await put('.cursor/mcp.json', { mcpServers: { cursor: { url: 'https://cursor.test/mcp' } } })
    await put('.codeium/windsurf/mcp_config.json', {
      mcpServers: { surf: { serverUrl: 'https://surf.test/mcp', disabled: true } },
    })
    await put('.gemini/settings.json', {
      theme: 'Default',
      mcpServers: {
        streaming: { url: 'https://gemini.test/sse' },
        http: { httpUrl: 'https://gemini.test/mcp' },
      },
    })
    await put(
      '.config/zed/settings.json',
      `// Zed settings
      { "vim_mode": true, "context_servers": { "zed": { "source": "custom", "command": { "path": "zed-mcp", "args": ["-q"] } } } }`,
    )
    await put(
      '.codex/config.toml',
      'model = "o4"\n\n[mcp_servers.codex]\ncommand = "codex-mcp"\nargs = ["serve"]\nenv = { A = "1" }\n',
    )
    const source = clientFiles()
    const { candidates, problems, unreadable } = await discover(source)
    expect(byName(candidates)).toMatchObject({
      'desktop-files': stdio('npx', '-y', 'files', '/data'),
      code: remote('https://code.test/mcp', 'streamable-http', { Authorization: 'Bearer secret' }),
      editor: remote('https://editor.test/sse', 'sse'),
      workspace: stdio('workspace'),
      cursor: remote('https://cursor.test/mcp'),
      surf: remote('https://surf.test/mcp'),
      streaming: remote('https://gemini.test/sse', 'sse'),
      http: remote('https://gemini.test/mcp'),
      zed: stdio('zed-mcp', '-q'),
      codex: { ...stdio('codex-mcp', 'serve'), env: { A: '1' } },
    })
    expect({ problems, unreadable }).toEqual({ problems: [], unreadable: [] })
    expect(candidates.find(({ spec }) => spec.name === 'surf')?.spec.enabled).toBe(false)
    expect(candidates.find(({ spec }) => spec.name === 'codex')).toMatchObject({
      origin: { place: path.join(home, '.codex/config.toml'), line: 3 },
      spec: { metadata: { clients: ['Codex'] } },
    })
    expect(candidates.find(({ spec }) => spec.name === 'workspace')?.origin?.line).toBe(3)
    expect(source.parts?.().map(({ name, state, found }) => [name.split(' · ')[0], state, found])).toEqual([
      ['Claude Desktop', 'ok', 1],
      ['Claude Code', 'ok', 1],
      ['VS Code', 'ok', 1],
      ['VS Code', 'absent', 0],
      ['VS Code', 'ok', 1],
      ['Cursor', 'ok', 1],
      ['Windsurf', 'ok', 1],
      ['Gemini CLI', 'ok', 2],
      ['Zed', 'ok', 1],
      ['Codex', 'ok', 1],
    ])
  })

  it('that declare no servers, or are not there, declare none', async () => {
    await put('.config/zed/settings.json', '{ "vim_mode": true }')
    await put('.codex/config.toml', 'model = "o4"\n')
    await put('.gemini/settings.json', '')
    expect(await discover(clientFiles())).toEqual({ candidates: [], problems: [], unreadable: [] })
  })

  it('count for one project each where Claude Code has them so, and start there', async () => {
    const declare = (command: string) => ({ mcpServers: { db: { type: 'stdio', command } } })
    await put('.claude.json', {
      projects: { '/work/atlas': declare('atlas-db'), '/work/pilot': declare('pilot-db'), '/work/none': {} },
      mcpServers: { everywhere: { command: 'all' } },
    })
    const { candidates, problems } = await discover(clientFiles())
    expect(byName(candidates)).toMatchObject({
      everywhere: stdio('all'),
      db: { ...stdio('atlas-db'), cwd: '/work/atlas' },
      'db-pilot': { ...stdio('pilot-db'), cwd: '/work/pilot' },
    })
    expect(candidates.map(clientsOf)).toEqual([
      ['Claude Code'],
      ['Claude Code in /work/atlas'],
      ['Claude Code in /work/pilot'],
    ])
    expect(problems).toEqual([
      {
        severity: 'warning',
        message: 'Claude Code in /work/atlas means another server by db; this one is called db-pilot',
        server: 'db-pilot',
        place: path.join(home, '.claude.json'),
        line: 13,
      },
    ])
  })

  it('that name one server alike make one of it; another server of the name ends with its client', async () => {
    const files = { command: 'files', env: { A: '1', B: '2' } }
    await put('.config/Claude/claude_desktop_config.json', { mcpServers: { files } })
    await put('.cursor/mcp.json', { mcpServers: { files: { command: 'files', env: { B: '2', A: '1' } } } })
    await put('.config/Code/User/mcp.json', {
      servers: { files: { type: 'http', url: 'https://files.test/mcp' } },
    })
    const { candidates, problems } = await discover(clientFiles())
    expect(
      candidates.map((candidate) => [candidate.spec.name, candidate.spec.title, clientsOf(candidate)]),
    ).toEqual([
      ['files', undefined, ['Claude Desktop', 'Cursor']],
      ['files-vscode', 'files', ['VS Code']],
    ])
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        message: 'Claude Desktop means another server by files; this one is called files-vscode',
      },
    ])
  })

  it('with a name that two more servers would share tell it, and use neither in the other’s place', async () => {
    await put('.claude.json', {
      mcpServers: { files: { command: 'one' }, 'files-cursor': { command: 'two' } },
    })
    await put('.cursor/mcp.json', { mcpServers: { files: { command: 'three' } } })
    const { candidates, problems } = await discover(clientFiles())
    expect(byName(candidates)).toMatchObject({ files: stdio('one'), 'files-cursor': stdio('two') })
    expect(problems).toMatchObject([
      { severity: 'error', message: expect.stringContaining('not used') as unknown },
    ])
  })

  it('may give names that are no names here: the nearest stands for them, and the title says how it was', async () => {
    await put('.config/Code/User/mcp.json', {
      servers: {
        'io.github.me/files': { type: 'http', url: 'https://files.test/mcp' },
        'Sequential Thinking': { command: 'think' },
        'Sequential-Thinking': { command: 'other' },
      },
    })
    const { candidates, problems } = await discover(clientFiles())
    expect(candidates.map(({ spec, origin }) => [spec.name, spec.title, origin?.line])).toEqual([
      ['io.github.me-files', 'io.github.me/files', 3],
      ['Sequential-Thinking', undefined, 10],
    ])
    expect(problems).toMatchObject([{ severity: 'error', server: 'Sequential Thinking', line: 7 }])
  })

  it('that break say where, keep their servers and their names, and harm no other', async () => {
    const claude = await put('.claude.json', { mcpServers: { files: { command: 'one' } } })
    await put('.cursor/mcp.json', { mcpServers: { files: { command: 'two' } } })
    const source = clientFiles()
    await discover(source)
    await writeFile(claude, '{\n  "mcpServers": { "files": { "command": "one" }\n')
    const { candidates, problems, unreadable } = await discover(source)
    expect(byName(candidates)).toMatchObject({ 'files-cursor': stdio('two') })
    expect(candidates).toHaveLength(1)
    expect(unreadable).toEqual([claude])
    expect(problems[0]).toMatchObject({ severity: 'error', place: claude, line: 3 })
    expect(source.parts?.()[1]).toMatchObject({
      state: 'failing',
      detail: expect.stringMatching(/^Line 3: /) as unknown,
    })
  })

  it('of which one server is wrong keep the others', async () => {
    const file = await put('.cursor/mcp.json', {
      mcpServers: { good: { command: 'good' }, bad: { args: [] } },
    })
    const { candidates, problems, unreadable } = await discover(clientFiles())
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['good'])
    expect(problems).toMatchObject([{ severity: 'error', server: 'bad', place: file, line: 6 }])
    expect(unreadable).toEqual([file])
  })

  it.runIf(process.getuid?.() !== 0)('that may not be read say so', async () => {
    await chmod(await put('.cursor/mcp.json', {}), 0)
    const { problems } = await discover(clientFiles())
    expect(problems).toMatchObject([{ message: 'This process may not read it; check its owner and mode' }])
  })

  it('that are none say so', async () => {
    await mkdir(path.join(home, '.cursor/mcp.json'), { recursive: true })
    await put('.gemini/settings.json', '')
    await writeFile(path.join(home, '.gemini/settings.json'), Buffer.from([0xff, 0xfe, 0x00]))
    const { problems, unreadable } = await discover(clientFiles())
    expect(problems.map(({ message }) => message)).toEqual([
      'It is not a regular file',
      'It is not a text in UTF-8',
    ])
    expect(unreadable).toHaveLength(2)
  })

  it('can be others too, in any format; those of clients that are not chosen are left alone', async () => {
    await put('.cursor/mcp.json', { mcpServers: { cursor: { command: 'x' } } })
    await put('work/.mcp.json', { mcpServers: { work: { command: 'x' } } })
    await put('ours.yaml', 'servers:\n  ours: { command: x }\n')
    const { candidates, problems } = await discover(
      clientFiles({
        clients: ['zed'],
        paths: ['~/work/.mcp.json', path.join(home, 'ours.yaml'), 'relative.json'],
      }),
    )
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['work', 'ours'])
    expect(problems).toEqual([
      {
        severity: 'error',
        place: 'relative.json',
        message: 'Write a whole path, or one that begins with ~/',
      },
    ])
  })

  it('may hold a long history beside their servers', async () => {
    const history = Array.from({ length: 3_000 }, (_, index) => ({
      display: `Question ${index} ${'x'.repeat(2_000)}`,
    }))
    await put('.claude.json', { projects: { '/a': { history } }, mcpServers: { small: { command: 'x' } } })
    const { candidates, problems } = await discover(clientFiles())
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['small'])
    expect(problems).toEqual([])
  })
})

describe('a watch of the files of clients', () => {
  /** Follows a source as discovery does; time passes from look to look. */
  async function follow() {
    const clock = new FakeClock()
    const source = clientFiles({}, { clock })
    const stop = new AbortController()
    const state = { told: 0, names: [] as string[] }
    const run = async () => {
      state.names = (await discover(source)).candidates.map(({ spec }) => spec.name)
    }
    await run()
    const watch = source.watch?.(() => state.told++, stop.signal)
    stops.push(async () => {
      stop.abort()
      await watch
    })
    const look = async () => {
      await expect.poll(() => clock.pending, { interval: 5 }).toBe(1)
      clock.advance(1_000)
      await expect.poll(() => clock.pending, { interval: 5 }).toBe(1)
    }
    await look()
    return { state, run, look }
  }

  it('tells of files that come, change, are replaced and go, once they stay as they are', async () => {
    const { state, run, look } = await follow()
    const file = await put('.cursor/mcp.json', { mcpServers: { one: { command: 'x' } } })
    await look()
    expect(state.told).toBe(0)
    await look()
    expect(state.told).toBe(1)
    await run()
    await writeFile(`${file}.new`, JSON.stringify({ mcpServers: { two: { command: 'x' } } }))
    await rename(`${file}.new`, file)
    for (let count = 0; count < 4; count++) await look()
    expect(state.told).toBe(2)
    await run()
    expect(state.names).toEqual(['two'])
    await rm(file)
    for (let count = 0; count < 4; count++) await look()
    expect(state.told).toBe(3)
    await run()
    expect(state.names).toEqual([])
  })

  it('is quiet about what a client writes beside its servers', async () => {
    const write = (numStartups: number, mcpServers: object) =>
      put('.claude.json', { numStartups, tips: Array(numStartups).fill('x'), mcpServers })
    await write(1, { a: { command: 'x' } })
    const { state, look } = await follow()
    for (let count = 2; count < 6; count++) {
      await write(count, { a: { command: 'x' } })
      await look()
      await look()
    }
    expect(state.told).toBe(0)
    await write(9, { a: { command: 'x' }, b: { command: 'y' } })
    await look()
    await look()
    expect(state.told).toBe(1)
  })
})
