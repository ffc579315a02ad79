import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/kit/clock'
import { publicOr } from '@/lib/kit/address-rules'
import { Sender } from '@/lib/events/webhooks/sender'
import { signatureOf } from '@/lib/events/webhooks/signature'
import { freePort } from './fixtures/app-process'
import { createdDataDirectory, type DataDirectory } from './fixtures/data-directory'
import { soon } from './fixtures/soon'

const ROOT = path.resolve(import.meta.dirname, '..')
const EXAMPLES = 'docs/guides/examples'
const SECRET = 'whsec_of-the-guide-0123456789'

/** A program of the guide, run as the guide says. */
class Program {
  output = ''
  readonly #child: ChildProcess

  constructor(args: string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()))
  }

  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
    return this.#child.exitCode
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended()
  }
}

describe('the receiver of the guide', () => {
  let url: string
  let program: Program
  const sender = new Sender({ rule: publicOr(['127.0.0.1']), clock: systemClock, version: '0.0.0' })

  beforeAll(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}/`
    program = new Program([`${EXAMPLES}/receive-webhook.ts`], { WEBHOOK_SECRET: SECRET, PORT: String(port) })
    await soon(() => expect(program.output).toContain('listening'))
  })
  afterAll(async () => {
    await program.stop()
    await sender.close()
  })

  const send = (secret: string, id: string) =>
    sender.send(
      { url, secret, format: 'json' },
      {
        id,
        sequence: 1,
        at: '2026-11-22T00:00:00.000Z',
        event: { kind: 'server-added', name: 'files', source: 'manual' },
      },
      1,
      AbortSignal.timeout(10_000),
    )
  const post = (body: string, signature: string) =>
    fetch(url, { method: 'POST', body, headers: { 'portolan-signature': signature } }).then(
      ({ status }) => status,
    )

  it('takes what is signed, and the same delivery once', async () => {
    expect(await send(SECRET, 'one')).toMatchObject({ isDelivered: true, status: 204 })
    expect(await send(SECRET, 'one')).toMatchObject({ isDelivered: true })
    await soon(() => expect(program.output.match(/files was added by manual/g)).toHaveLength(1))
  })

  it('refuses another key, a changed body, an old time, and what is no signature', async () => {
    expect(await send('whsec_of-somebody-else-12345', 'two')).toMatchObject({
      isDelivered: false,
      status: 401,
    })
    const body = '{"id":"three","text":"never"}'
    const now = Date.now()
    expect(await post(body.replace('never', 'other'), signatureOf(body, { secret: SECRET, atMs: now }))).toBe(
      401,
    )
    expect(await post(body, signatureOf(body, { secret: SECRET, atMs: now - 600_000 }))).toBe(401)
    expect(await post(body, 'v1=abc')).toBe(401)
    expect(await post(body, `t=${Math.floor(now / 1_000)},v1=`)).toBe(401)
    expect(program.output).not.toContain('never')
  })

  it('checks as the guide shows it', () => {
    const guide = readFileSync(path.join(ROOT, 'docs/guides/webhooks.md'), 'utf8')
    const source = readFileSync(path.join(ROOT, EXAMPLES, 'receive-webhook.ts'), 'utf8')
    const shown = /```ts\n(\/\*\* `t=<seconds>[\s\S]*?)```/.exec(guide)?.[1] ?? 'nothing is shown'
    expect(source).toContain(shown)
  })
})

describe('the script of the guide', () => {
  let directory: DataDirectory
  const home = mkdtempSync(path.join(tmpdir(), 'portolan-watch-'))
  beforeAll(async () => {
    directory = await createdDataDirectory()
  })
  afterEach(() => directory[Symbol.dispose]())
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('prints what happens to connections, and ends with all that it has started', async () => {
    const command = { command: process.execPath, args: [path.join(ROOT, 'e2e/servers/stdio-server.mjs')] }
    const program = new Program(
      ['--conditions=react-server', '--import', 'tsx', `${EXAMPLES}/watch.ts`, '2'],
      {
        PORTOLAN_HOME: home,
        PORTOLAN_DATA_DIR: directory.path,
        MCP_SERVERS: JSON.stringify({ servers: { everything: command } }),
      },
    )
    const code = await program.ended()
    expect(program.output).toMatch(/everything: connecting\neverything: ready/)
    expect(code).toBe(0)
  })
})
