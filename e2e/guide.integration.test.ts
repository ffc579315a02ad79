import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulkServers } from '@/lib/domain/api/servers'
import { type InProcessApp, startInProcess } from './fixtures/in-process'

const ROOT = path.resolve(import.meta.dirname, '..')
const SERVER = path.join(ROOT, 'e2e/servers/stdio-server.mjs')
const run = promisify(execFile)

/** Runs a script as the guide says, in a process of its own. */
async function tsx(script: string, url: string): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(ROOT, 'node_modules/tsx/dist/cli.mjs'), script], {
    cwd: ROOT,
    env: { ...process.env, PORTOLAN_URL: url },
    timeout: 25_000,
  })
  return stdout
}

describe('the guide to the API', () => {
  let app: InProcessApp
  let server: Awaited<ReturnType<InProcessApp['listen']>>
  const folder = mkdtempSync(path.join(tmpdir(), 'portolan-guide-'))

  beforeAll(async () => {
    app = await startInProcess()
    server = await app.listen()
    const stdio = (name: string, ...flags: string[]) => ({
      name,
      command: process.execPath,
      args: [SERVER, ...flags],
    })
    const broken = { ...stdio('broken', '--crash'), max_retries: 0 }
    await app.client.call(bulkServers, {
      body: { action: 'register', servers: [stdio('everything'), broken] },
    })
    await app.runtime.pool.open('everything')
  })
  afterAll(async () => {
    await server.close()
    await app[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows a script that works', async () => {
    const guide = readFileSync(path.join(ROOT, 'docs/guides/api.md'), 'utf8')
    const code = /```ts\n([\s\S]*?)```/.exec(guide)![1]!
    const script = path.join(folder, 'script.mts')
    writeFileSync(
      script,
      code
        .replaceAll('./lib/', `${ROOT}/lib/`)
        .replace('http://127.0.0.1:8080', server.url)
        .replace('message:', 'text:'),
    )
    const output = await tsx(script, server.url)
    expect(output).toContain('everything healthy')
    expect(output).toContain('Ahoy')
  })

  it('has an example that connects all and tells how each came out', async () => {
    const output = await tsx(path.join(ROOT, 'docs/guides/examples/connect-all.ts'), server.url)
    expect(output).toContain('everything: ready already')
    expect(output).toMatch(/broken: failed \(.+\)/)
  })

  it('shows commands for paths that there are', async () => {
    const guide = readFileSync(path.join(ROOT, 'docs/guides/api.md'), 'utf8')
    const paths = [...guide.matchAll(/http:\/\/127\.0\.0\.1:8080(\/api\/[\w/-]+)/g)].map((match) => match[1]!)
    expect(paths.length).toBeGreaterThan(2)
    for (const target of paths) {
      const leaving = new AbortController()
      const { status } = await app.send(target, { signal: leaving.signal })
      leaving.abort()
      expect([200, 405]).toContain(status)
    }
  })
})
