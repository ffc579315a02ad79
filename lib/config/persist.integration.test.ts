import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ServerSpecInput, serverSpecSchema } from '@/lib/domain/server'
import { isAppError } from '@/lib/kit/app-error'
import { parseServersText } from './document/parse-servers-text'
import { isWritable } from './files'
import { persistServer, removePersisted } from './persist'
import { replaceFile } from './replace-file'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portolan-persist-'))
})
afterEach(async () => {
  await chmod(folder, 0o755)
  await rm(folder, { recursive: true, force: true })
})

const at = (...parts: string[]) => path.join(folder, ...parts)
const spec = (input: Partial<ServerSpecInput> = {}) =>
  serverSpecSchema.parse({ name: 'new', endpoint: { kind: 'stdio', command: 'x' }, ...input })

async function codeOf(task: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await task.then(
    () => undefined,
    (error: unknown) => error,
  )
  return isAppError(error) ? error.code : undefined
}

describe('a server that is saved into a file', () => {
  it('is read back as it was, and comments stay', async () => {
    await writeFile(at('mcp.yaml'), '# mine\nservers:\n  old: { command: y } # keep\n')
    const saved = spec({
      description: 'A: b # c',
      tags: ['t'],
      endpoint: {
        kind: 'remote',
        transport: 'sse',
        url: 'http://x.example/sse',
        headers: { 'X-Team': 'core' },
      },
      health: { intervalMs: 5_000 },
      extra: { colour: 'blue' },
    })
    expect(await persistServer(at('mcp.yaml'), saved)).toEqual([])
    const text = await readFile(at('mcp.yaml'), 'utf8')
    expect(text.startsWith('# mine\nservers:\n  old: { command: y } # keep\n')).toBe(true)
    const { snapshot } = parseServersText(text, { place: 'mcp.yaml', variables: () => undefined })
    expect(snapshot.candidates[1]?.spec).toEqual(saved)
  })

  it('leaves its secrets behind, and says which variables to set', async () => {
    const endpoint = {
      kind: 'stdio' as const,
      command: 'x',
      args: ['--token', 'hunter2'],
      env: { API_KEY: 'hunter2', LOG_LEVEL: 'debug' },
    }
    const warnings = await persistServer(at('mcp.yaml'), spec({ endpoint }))
    expect(warnings).toEqual([
      'Secrets are not written into files: set NEW_TOKEN, API_KEY where Portolan starts',
    ])
    const text = await readFile(at('mcp.yaml'), 'utf8')
    expect(text).not.toContain('hunter2')
    expect(text).toContain('LOG_LEVEL: debug')
    expect(text).toContain('API_KEY: ${API_KEY}')
  })

  it('speaks the language of the file: a client’s file stays one', async () => {
    await writeFile(at('.mcp.json'), '{\n  "mcpServers": {\n    "old": { "command": "y" }\n  }\n}\n')
    const warnings = await persistServer(
      at('.mcp.json'),
      spec({
        tags: ['t'],
        endpoint: { kind: 'remote', transport: 'streamable-http', url: 'http://x.example' },
      }),
    )
    expect(warnings).toEqual(['Claude Desktop and Claude Code has no word for tags'])
    expect(JSON.parse(await readFile(at('.mcp.json'), 'utf8'))).toEqual({
      mcpServers: { old: { command: 'y' }, new: { type: 'http', url: 'http://x.example' } },
    })
  })

  it('makes the file when there is none, and is taken out again', async () => {
    await persistServer(at('mcp.yaml'), spec())
    expect(await readFile(at('mcp.yaml'), 'utf8')).toBe('servers:\n  new:\n    command: x\n')
    await persistServer(at('mcp.yaml'), spec({ name: 'other' }))
    await removePersisted(at('mcp.yaml'), 'new')
    await removePersisted(at('mcp.yaml'), 'never')
    expect(await readFile(at('mcp.yaml'), 'utf8')).toBe('servers:\n  other:\n    command: x\n')
  })

  it.each([
    ['of another syntax', 'config.toml', '', 'bad-input'],
    ['with an error', 'mcp.yaml', 'servers:\n  a: [', 'bad-input'],
    ['of something else', 'mcp.yaml', 'kind: Pod\n', 'bad-input'],
    ['of one server', 'mcp.json', '{"name": "io.x/y", "packages": []}', 'bad-input'],
    ['that is nearly too large', 'mcp.yaml', `# ${'x'.repeat(4_999_980)}\n`, 'too-large'],
  ])('is refused by a file %s', async (_, name, text, code) => {
    await writeFile(at(name), text)
    expect(await codeOf(persistServer(at(name), spec()))).toBe(code)
    expect(await readFile(at(name), 'utf8')).toBe(text)
    expect(await readdir(folder)).toEqual([name])
  })

  it('is refused where the folder does not exist or is a file', async () => {
    expect(await codeOf(persistServer(at('no', 'mcp.yaml'), spec()))).toBe('read-only')
    await mkdir(at('mcp.yaml'))
    expect(await codeOf(persistServer(at('mcp.yaml'), spec()))).toBe('bad-input')
  })
})

describe('a file that is replaced', () => {
  it('keeps its mode, and leaves no other file behind', async () => {
    await writeFile(at('mcp.yaml'), 'servers: {}\n')
    await chmod(at('mcp.yaml'), 0o640)
    await persistServer(at('mcp.yaml'), spec())
    expect((await stat(at('mcp.yaml'))).mode & 0o7777).toBe(0o640)
    expect(await readdir(folder)).toEqual(['mcp.yaml'])
  })

  it('stays a link when it is one', async () => {
    await mkdir(at('real'))
    await writeFile(at('real', 'a.yaml'), 'servers: {}\n')
    await symlink('real/a.yaml', at('mcp.yaml'))
    await persistServer(at('mcp.yaml'), spec())
    expect((await lstat(at('mcp.yaml'))).isSymbolicLink()).toBe(true)
    expect(await readFile(at('real', 'a.yaml'), 'utf8')).toContain('new:')
  })

  it('is never seen half written', async () => {
    const long = `servers: {}\n${'# x\n'.repeat(50_000)}`
    await writeFile(at('mcp.yaml'), long)
    const end = new AbortController()
    const done = end.signal
    const reading = (async () => {
      const lengths = new Set<number>()
      while (!done.aborted) lengths.add((await readFile(at('mcp.yaml'), 'utf8')).length)
      return lengths
    })()
    for (let count = 0; count < 20; count++)
      await replaceFile(at('mcp.yaml'), () => long + '# y\n'.repeat(count))
    end.abort()
    const whole = new Set(Array.from({ length: 20 }, (_, count) => long.length + count * 4))
    for (const length of await reading) expect(whole).toContain(length)
  })

  it('is not replaced when someone else has changed it meanwhile', async () => {
    await writeFile(at('mcp.yaml'), 'a')
    const { writeFileSync } = await import('node:fs')
    const edit = (text = '') => {
      writeFileSync(at('mcp.yaml'), 'theirs')
      return `${text}b`
    }
    expect(await codeOf(replaceFile(at('mcp.yaml'), edit))).toBe('in-use')
    expect(await readFile(at('mcp.yaml'), 'utf8')).toBe('theirs')
    expect(await readdir(folder)).toEqual(['mcp.yaml'])
  })

  it.skipIf(process.getuid?.() === 0)(
    'is refused when it or its folder is read-only (not as root, who may write all)',
    async () => {
      await writeFile(at('mcp.yaml'), 'servers: {}\n')
      await chmod(at('mcp.yaml'), 0o444)
      expect(await isWritable(at('mcp.yaml'))).toBe(false)
      expect(await codeOf(persistServer(at('mcp.yaml'), spec()))).toBe('read-only')
      await chmod(at('mcp.yaml'), 0o644)
      await chmod(folder, 0o555)
      expect(await codeOf(persistServer(at('mcp.yaml'), spec()))).toBe('read-only')
    },
  )
})
