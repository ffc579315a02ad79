import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConfigTestOptions, startConfig } from '@/e2e/fixtures/config'

let folder: string
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portolan-edit-'))
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await rm(folder, { recursive: true, force: true })
})

const at = (...parts: string[]) => path.join(folder, ...parts)
const FILE = () => at('mcp.yaml')
const TEXT = `# team servers
servers:
  files: # first
    command: x
    env: { TOKEN: 'hunter2', REF: "\${HOME_OF}" }
  shared:
    url: https://a.example/mcp
    headers: { Authorization: Bearer s3cret-of-a }
`

async function start(text: string | null = TEXT, options: Partial<ConfigTestOptions> = {}) {
  if (text !== null) await writeFile(FILE(), text)
  const started = await startConfig({ paths: [FILE()], environment: { HOME_OF: 'v' }, ...options })
  stops.push(started.stop)
  const onDisk = () => readFile(FILE(), 'utf8')
  return { ...started, onDisk, shownText: async () => (await started.shown(FILE())).text }
}

describe('a draft', () => {
  it('is told what it would change, with values before and after, and changes nothing', async () => {
    const { config, shownText, onDisk, names } = await start()
    const draft = (await shownText())
      .replace('command: x', 'command: y')
      .replace(/ {2}shared:[\s\S]*/, '  fresh: { command: z }\n')
    const { problems, diff, counts } = await config.check(FILE(), draft)
    expect(problems).toEqual([])
    expect(diff).toMatchObject({
      added: [{ name: 'fresh', target: 'z' }],
      changed: [{ name: 'files', fields: [{ before: 'x', after: 'y' }] }],
      removed: [{ name: 'shared' }],
    })
    expect(counts).toMatchObject({ added: 1, changed: 1, removed: 1 })
    expect(await onDisk()).toBe(TEXT)
    expect(names()).toEqual(['files', 'shared'])
  })

  it('that is the file as it is shown would change nothing at all', async () => {
    const { config, shownText } = await start()
    expect(await config.check(FILE(), await shownText())).toMatchObject({
      problems: [],
      diff: { added: [], changed: [], removed: [] },
    })
  })

  it.each([
    ['servers:\n  a: { command: [\n', { line: 3 }],
    ['servers:\n  a:\n    command: x\n    max_retries: many\n', { line: 4, column: 5 }],
    ['servers:\n  a: { command: x, env: { T: "••••••••" } }\n', { line: 2, column: 31 }],
    ['servers: {}\ndiscovery:\n  kubernetes:\n    namespaces: 5\n', { line: 4, column: 5 }],
    ['', {}],
  ])('with an error says where, and would change nothing: %j', async (draft, place) => {
    const { config } = await start()
    const { problems, diff } = await config.check(FILE(), draft)
    expect(problems[0]).toMatchObject({ severity: 'error', ...place })
    expect(diff).toBeNull()
  })

  it('may not send a hidden value elsewhere, nor have it shown', async () => {
    const { config, shownText } = await start()
    const shown = await shownText()
    const elsewhere = await config.check(FILE(), shown.replace('a.example', 'evil.example'))
    expect(elsewhere.problems).toMatchObject([
      {
        severity: 'error',
        server: 'shared',
        line: 6,
        message: expect.stringContaining('leads elsewhere') as string,
      },
    ])
    const mark = /•+\w+/.exec(shown)?.[0] ?? ''
    const bare = await config.check(
      FILE(),
      shown.replace('command: x', `command: x\n    description: "${mark}"`),
    )
    expect(bare.problems).toMatchObject([
      { severity: 'error', line: 5, message: expect.stringContaining('shown to everybody') as string },
    ])
    for (const { problems } of [elsewhere, bare])
      expect(JSON.stringify(problems)).not.toMatch(/hunter2|s3cret/)
  })

  it('may rename a server and move it to another file, with its hidden values', async () => {
    await mkdir(at('conf'))
    const { config, shownText } = await start(TEXT, { paths: [FILE(), at('conf')] })
    const [, server = ''] = /( {2}shared:[\s\S]*)/.exec(await shownText()) ?? []
    await config.save(at('conf', 'b.yaml'), `servers:\n${server.replace('shared', 'renamed')}`, null)
    expect(await readFile(at('conf', 'b.yaml'), 'utf8')).toContain('Authorization: Bearer s3cret-of-a')
  })
})

describe('a save', () => {
  it('writes what was changed and nothing else, serves it at once, and says what it changed', async () => {
    const { config, shownText, onDisk, names, shown } = await start()
    const { version } = await shown(FILE())
    const draft = (await shownText()).replace('  shared:', '  fresh: { command: z } # new\n  shared:')
    const saved = await config.save(FILE(), draft, version)
    expect(await onDisk()).toBe(TEXT.replace('  shared:', '  fresh: { command: z } # new\n  shared:'))
    expect(saved.reload).toMatchObject({
      outcome: 'applied',
      changes: { added: ['fresh'], changed: [], removed: [] },
    })
    expect(saved.version).toBe((await shown(FILE())).version)
    expect(names()).toEqual(['files', 'fresh', 'shared'])
  })

  it('is refused when the file was changed meanwhile, and loses neither text', async () => {
    const { config, shown, onDisk } = await start()
    const { version, text } = await shown(FILE())
    await writeFile(FILE(), `${TEXT}  theirs: { command: t }\n`)
    const save = (from: string | null) => config.save(FILE(), `${text}  mine: { command: m }\n`, from)
    await expect(save(version)).rejects.toMatchObject({ code: 'revision-conflict' })
    await expect(save(null)).rejects.toMatchObject({ code: 'revision-conflict' })
    expect(await onDisk()).toContain('theirs')
    const { version: now } = await shown(FILE())
    await save(now)
    expect(await onDisk()).toContain('mine')
    // What was overwritten can be had back.
    const versions = await config.versions(FILE())
    const texts = await Promise.all(versions.map(async ({ id }) => (await config.version(id)).text))
    expect(texts.some((kept) => kept.includes('theirs'))).toBe(true)
  })

  it('of two at once lets one through', async () => {
    const { config, shown } = await start()
    const { version, text } = await shown(FILE())
    const results = await Promise.allSettled(
      ['one', 'two'].map((name) => config.save(FILE(), `${text}  ${name}: { command: m }\n`, version)),
    )
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('with an error is refused with its place, and the file stays', async () => {
    const { config, shown, onDisk } = await start()
    const { version } = await shown(FILE())
    await expect(config.save(FILE(), 'servers:\n  a: {}\n', version)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('line 2') as string,
    })
    expect(await onDisk()).toBe(TEXT)
  })

  it('mends a broken file', async () => {
    const { config, shown, names } = await start(
      'servers:\n  a:\n    command: x\n    args: [one\n  b: { command: y }\n',
    )
    const { version, text } = await shown(FILE())
    const draft = text.replace(/args: .*/, 'args: [one]').replace(/b: .*/, 'b: { command: y }')
    await config.save(FILE(), draft, version)
    expect(names()).toEqual(['a', 'b'])
  })

  it('keeps mode, link and line breaks of the file', async () => {
    await mkdir(at('real'))
    await writeFile(at('real', 'mcp.yaml'), TEXT.replaceAll('\n', '\r\n'))
    await chmod(at('real', 'mcp.yaml'), 0o640)
    await symlink(at('real', 'mcp.yaml'), FILE())
    const { config, shown, onDisk } = await start(null)
    const { version, text } = await shown(FILE())
    await config.save(FILE(), `${text.replaceAll('\r\n', '\n')}  more: { command: m }`, version)
    expect(await onDisk()).toBe(`${TEXT}  more: { command: m }\n`.replaceAll('\n', '\r\n'))
    expect((await lstat(FILE())).isSymbolicLink()).toBe(true)
    expect((await stat(at('real', 'mcp.yaml'))).mode & 0o777).toBe(0o640)
  })

  it('makes a new file in a configured folder, and no file anywhere else', async () => {
    await mkdir(at('conf'))
    const { config, names, view } = await start(TEXT, { paths: [FILE(), at('conf'), at('later')] })
    expect((await view()).folders).toMatchObject([
      { path: at('conf'), exists: true, readOnly: null },
      { path: at('later'), exists: false, readOnly: expect.stringContaining('does not exist') as string },
    ])
    const draft = 'servers:\n  fresh: { command: z }\n'
    await config.save(at('conf', 'new.yaml'), draft, null)
    expect(names()).toContain('fresh')
    for (const file of [
      at('conf', '..', 'x.yaml'),
      at('conf', 'x.sh'),
      at('conf', '.x.yaml'),
      '/etc/passwd',
      at('conf', 'a', 'x.yaml'),
    ])
      await expect(config.save(file, draft, null)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is refused for a mounted ConfigMap, with the way to change it', async () => {
    await mkdir(at('mount', '..2026_1'), { recursive: true })
    await writeFile(at('mount', '..2026_1', 'mcp.yaml'), TEXT)
    await symlink('..2026_1', at('mount', '..data'))
    await symlink('..data/mcp.yaml', at('mount', 'mcp.yaml'))
    const { config, shown, view } = await start(null, { paths: [at('mount')] })
    const file = at('mount', 'mcp.yaml')
    const { readOnly, version, text } = await shown(file)
    expect(readOnly).toContain('ConfigMap')
    expect((await view()).files).toMatchObject([{ path: file, writable: false, readOnly }])
    expect((await view()).folders).toMatchObject([{ path: at('mount'), readOnly }])
    await expect(config.save(file, `${text}# more\n`, version)).rejects.toMatchObject({ code: 'read-only' })
    await expect(config.save(at('mount', 'new.yaml'), 'servers: {}\n', null)).rejects.toMatchObject({
      code: 'read-only',
    })
  })
})

describe('the history of a file', () => {
  it('keeps what was found and what was saved, shows it without secrets, and brings it back whole', async () => {
    const { config, shown, onDisk, names } = await start()
    const { version } = await shown(FILE())
    await config.save(FILE(), 'servers:\n  only: { command: z }\n', version)
    const versions = await config.versions(FILE())
    expect(versions).toMatchObject([
      { origin: 'saved', valid: true, servers: 1 },
      { origin: 'found', valid: true, servers: 2, version },
    ])
    const earlier = await config.version(versions[1]!.id)
    expect(earlier.text).toContain('# team servers')
    expect(earlier.text).not.toMatch(/hunter2|s3cret/)
    await expect(config.restore(earlier.id, version)).rejects.toMatchObject({ code: 'revision-conflict' })
    await config.restore(earlier.id, versions[0]!.version)
    expect(await onDisk()).toBe(TEXT)
    expect(names()).toEqual(['files', 'shared'])
    expect((await config.versions(FILE()))[0]).toMatchObject({ origin: 'restored', version })
  })

  it('outlives the file: what was deleted from a folder is listed, and can be brought back', async () => {
    await mkdir(at('mcp'))
    const file = at('mcp', 'team.yaml')
    await writeFile(file, TEXT)
    const { config, view, names } = await start(null, { paths: [at('mcp'), at('alone.yaml')] })
    expect(await view()).toMatchObject({ gone: [] })
    await rm(file)
    await config.reload()
    expect(names()).toEqual([])
    expect((await view()).gone).toEqual([{ path: file, at: expect.any(String) as string, servers: 2 }])
    expect(await config.read(file)).toMatchObject({ text: '', version: null, readOnly: null })

    const [newest] = await config.versions(file)
    await config.restore(newest!.id, null)
    expect(await readFile(file, 'utf8')).toBe(TEXT)
    expect(names()).toEqual(['files', 'shared'])
    expect((await view()).gone).toEqual([])
  })

  it('brings no text back that can’t serve', async () => {
    const { config, shown } = await start('servers:\n  a: { command: x\n')
    const { version, text } = await shown(FILE())
    await config.save(FILE(), text.replace(/a: .*/, 'a: { command: x }'), version)
    const [, broken] = await config.versions(FILE())
    expect(broken).toMatchObject({ valid: false, version })
    const { version: now } = await shown(FILE())
    await expect(config.restore(broken!.id, now)).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('lets pieces of an earlier version be taken over, hidden values too', async () => {
    const { config, shown, onDisk } = await start()
    const first = await shown(FILE())
    await config.save(FILE(), 'servers:\n  only: { command: z }\n', first.version)
    const { version } = await shown(FILE())
    await config.save(FILE(), first.text, version)
    expect(await onDisk()).toBe(TEXT)
  })

  it('has no version of a number that is not kept', async () => {
    const { config } = await start()
    await expect(config.version(4_711)).rejects.toMatchObject({ code: 'not-found' })
    await expect(config.restore(4_711, null)).rejects.toMatchObject({ code: 'not-found' })
  })
})
