import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ConfigTestOptions, startConfig } from '@/e2e/fixtures/config'
import { reloadSchema } from '@/lib/domain/api/config'
import { HIDDEN } from '@/lib/domain/endpoint'
import { serverSpecSchema } from '@/lib/domain/server'

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

async function start(options: Partial<ConfigTestOptions> = {}) {
  const started = await startConfig({ paths: [at('mcp.yaml')], ...options })
  stops.push(started.stop)
  return started
}

const save = (text: string) => writeFile(at('mcp.yaml'), text)
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 20 })

describe('configuration', () => {
  it('fills the registry from files and MCP_SERVERS, and shows each', async () => {
    await save('servers:\n  files:\n    command: x\n    env: { TOKEN: hunter2, REF: "${HOME_OF}" }\n')
    const { view, names, shown } = await start({
      environment: { MCP_SERVERS: '{"mcpServers": {"env": {"url": "http://e.example/mcp"}}}', HOME_OF: 'v' },
    })
    expect(names()).toEqual(['env', 'files'])
    const { files, environment, reloads, paths, watching } = await view()
    expect({ paths, watching, environment }).toEqual({
      paths: [at('mcp.yaml')],
      watching: true,
      environment: { set: true, servers: ['env'], problems: [] },
    })
    expect(files).toMatchObject([
      { path: at('mcp.yaml'), exists: true, writable: true, valid: true, servers: ['files'], problems: [] },
    ])
    expect((await shown(at('mcp.yaml'))).text).toMatch(
      new RegExp(`TOKEN: "${HIDDEN}\\w{6}", REF: "\\$\\{HOME_OF\\}"`),
    )
    expect(reloads.map(({ trigger, outcome, changes }) => [trigger, outcome, changes.added])).toEqual([
      ['start', 'applied', ['files', 'env']],
    ])
  })

  it('tells what a saved file changed, by server, and keeps it in the history', async () => {
    await save('servers:\n  a: { command: x }\n  b: { command: x }\n')
    const { view, names, events } = await start()
    events.length = 0
    await save('servers:\n  a: { command: y }\n  c: { command: x }\n')
    await eventually(() => expect(names()).toEqual(['a', 'c']))
    const [reload] = (await view()).reloads
    expect(reload).toMatchObject({
      trigger: 'watch',
      outcome: 'applied',
      changes: { added: ['c'], changed: [{ name: 'a' }], removed: ['b'] },
    })
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['server-added', 'server-changed', 'server-removed', 'config-reloaded']),
    )
    expect(events.find(({ kind }) => kind === 'config-reloaded')).toMatchObject({
      added: ['c'],
      changed: ['a'],
      removed: ['b'],
    })
  })

  it('rejects a broken file, keeps its servers, says file, line, column and reason, and recovers', async () => {
    await save('servers:\n  a: { command: x }\n')
    const { view, names, events } = await start()
    await save('servers:\n  a: { command: x\n  b: { command: y }\n')
    await eventually(() => expect(events.some(({ kind }) => kind === 'config-rejected')).toBe(true))
    expect(names()).toEqual(['a'])
    const { files, reloads } = await view()
    expect(files[0]).toMatchObject({ valid: false, servers: ['a'] })
    expect(files[0]?.problems[0]).toMatchObject({
      severity: 'error',
      place: at('mcp.yaml'),
      line: 3,
      column: expect.any(Number) as number,
    })
    expect(reloads[0]).toMatchObject({
      outcome: 'rejected',
      changes: { added: [], changed: [], removed: [] },
    })
    await save('servers:\n  b: { command: y }\n')
    await eventually(() => expect(names()).toEqual(['b']))
    expect((await view()).files[0]).toMatchObject({ valid: true, problems: [] })
  })

  it('applies the other files while one is broken', async () => {
    await mkdir(at('conf'))
    await writeFile(at('conf', 'a.yaml'), 'servers:\n  a: { command: x }\n')
    await writeFile(at('conf', 'b.yaml'), 'servers:\n  b: { command: x }\n')
    const { names, config } = await start({ paths: [at('conf')] })
    await writeFile(at('conf', 'a.yaml'), 'servers: [')
    await writeFile(at('conf', 'b.yaml'), 'servers:\n  c: { command: x }\n')
    const reload = reloadSchema.parse(await config.reload())
    expect(names()).toEqual(['a', 'c'])
    expect(reload).toMatchObject({
      trigger: 'request',
      outcome: 'applied',
      changes: { added: ['c'], removed: ['b'] },
    })
    expect(reload.problems).toEqual([
      expect.objectContaining({ severity: 'error', place: at('conf', 'a.yaml') }),
    ])
  })

  it('keeps what a file declared when it is broken at the next start', async () => {
    await save('servers:\n  a: { command: x }\n  b: { command: x }\n')
    const first = await start()
    for (const stop of stops.splice(0)) await stop()
    await save('servers:\n  a: {')
    const second = await start({ store: first.store })
    expect(second.names()).toEqual(['a', 'b'])
    await save('servers:\n  a: { command: x }\n')
    await eventually(() => expect(second.names()).toEqual(['a']))
  })

  it('lets a broken MCP_SERVERS harm nothing but itself', async () => {
    await save('servers:\n  a: { command: x }\n')
    const { names, view } = await start({ environment: { MCP_SERVERS: '{"servers": ' } })
    expect(names()).toEqual(['a'])
    const { environment, reloads } = await view()
    expect(environment).toMatchObject({
      set: true,
      servers: [],
      problems: [{ severity: 'error', place: 'MCP_SERVERS', line: 1 }],
    })
    expect(reloads).toMatchObject([{ outcome: 'applied', problems: [{ place: 'MCP_SERVERS' }] }])
  })

  it('lets the file win over the environment, and the environment take over when the file lets go', async () => {
    await save('servers:\n  a: { url: "http://file.example" }\n')
    const { registry, config } = await start({
      environment: { MCP_SERVERS: 'servers: { a: { url: "http://env.example" } }' },
    })
    expect(registry.get('a')?.source).toBe('config-file')
    await save('servers: {}\n')
    await config.reload()
    expect(registry.get('a')?.source).toBe('environment')
  })

  it('reloads on request, and says when nothing changed', async () => {
    await save('servers:\n  a: { command: x }\n')
    const { config, view } = await start()
    expect(await config.reload()).toMatchObject({ trigger: 'request', outcome: 'unchanged' })
    expect((await view()).reloads[0]).toMatchObject({ trigger: 'request', outcome: 'unchanged' })
  })

  it('shows files that are not there, or can’t be shown', async () => {
    await mkdir(at('folder.yaml'))
    const { view, config, shown } = await start({ paths: [at('none.yaml'), at('folder.yaml')] })
    expect((await view()).files).toMatchObject([
      { path: at('none.yaml'), exists: false, valid: true, writable: true, modifiedAt: null },
      { path: at('folder.yaml'), exists: true, valid: false, writable: false },
    ])
    expect(await shown(at('none.yaml'))).toMatchObject({ text: '', version: null, readOnly: null })
    await expect(config.read(at('folder.yaml'))).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('never shows or tells a secret, also of a broken file', async () => {
    await save('servers:\n  a: { command: x, env: { T: hunter2 } }\n')
    const { view, events, shown } = await start()
    await save(
      'servers:\n  a: { command: x, env: { T: hunter2 }\n  b: { command: x, args: [--token, hunter2] }\n',
    )
    await eventually(() => expect(events.some(({ kind }) => kind === 'config-rejected')).toBe(true))
    expect(JSON.stringify([await view(), await shown(at('mcp.yaml')), events])).not.toContain('hunter2')
  })
})

describe('saving a server', () => {
  const spec = serverSpecSchema.parse({
    name: 'mine',
    endpoint: { kind: 'stdio', command: 'x', env: { API_KEY: 'hunter2' } },
  })

  it('writes it into the file, and the file serves it at once', async () => {
    await save('# team\nservers:\n  a: { command: x }\n')
    const { config, names } = await start({ environment: { API_KEY: 'hunter2' } })
    expect(await config.saveServer(at('mcp.yaml'), spec)).toEqual({
      file: at('mcp.yaml'),
      warnings: [expect.stringContaining('API_KEY')],
    })
    expect(names()).toEqual(['a', 'mine'])
    expect(await readFile(at('mcp.yaml'), 'utf8')).toBe(
      '# team\nservers:\n  a: { command: x }\n  mine:\n    command: x\n    env:\n      API_KEY: ${API_KEY}\n',
    )
  })

  it('can make a file that is configured and not there, or a new one in a configured folder', async () => {
    await mkdir(at('conf'))
    const { config, names } = await start({ paths: [at('mcp.yaml'), at('conf')] })
    await config.saveServer(at('mcp.yaml'), spec)
    await config.saveServer(at('conf', 'new.json'), { ...spec, name: 'other' })
    expect(names()).toEqual(['mine', 'other'])
  })

  it('loses none of many at once', async () => {
    const { config, names } = await start()
    const all = Array.from({ length: 8 }, (_, index) => `s${index}`)
    await Promise.all(all.map((name) => config.saveServer(at('mcp.yaml'), { ...spec, name })))
    expect(names()).toEqual(all)
  })

  it.each(['../escape.yaml', '/etc/passwd', 'conf/deeper/x.yaml', 'other.yaml', 'conf/x.sh'])(
    'is refused for a file that is no configuration: %s',
    async (file) => {
      await mkdir(at('conf'))
      const { config } = await start({ paths: [at('mcp.yaml'), at('conf')] })
      await expect(config.saveServer(path.resolve(folder, file), spec)).rejects.toMatchObject({
        code: 'not-found',
      })
    },
  )
})
