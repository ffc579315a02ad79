import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { callTool, listTools, openConnection } from '@/lib/domain/api/capabilities'
import { checkServer, getServerHealth } from '@/lib/domain/api/health'
import {
  getServer,
  registerServer,
  removeServer,
  type ServerDocument,
  updateServer,
} from '@/lib/domain/api/servers'
import { type FarKind, FarSide } from './faults/far-side'
import { startInProcess, type InProcessApp } from './fixtures/in-process'
import { until } from './servers/pool-harness'

/**
 * What people filed against other gateways and registries, each as a promise of this one: the whole app, real servers.
 * The words are those of the complaints.
 */
let app: InProcessApp
const registrations: { name: string; far: FarSide }[] = []

beforeAll(async () => {
  app = await startInProcess()
})
afterAll(() => app[Symbol.asyncDispose]())
afterEach(async () => {
  for (const { name, far } of registrations.splice(0)) {
    // A test may have removed it already.
    if (app.runtime.registry.get(name)) await app.client.call(removeServer, params(name))
    await far.stop()
  }
})

const QUICK = { intervalMs: 1_000, timeoutMs: 500, graceMs: 0 }
const POLICY = { firstDelayMs: 50, maxDelayMs: 200, maxRetries: 2 }

async function registered(kind: FarKind, name: string, more: ServerDocument = {}): Promise<FarSide> {
  const far = await new FarSide(kind).start()
  registrations.push({ name, far })
  const document = { name, ...far.document, health: QUICK, policy: POLICY, ...more }
  await app.client.call(registerServer, { body: document })
  return far
}

const params = (name: string) => ({ params: { name } })
const open = (name: string) => app.client.call(openConnection, { ...params(name), query: { wait: true } })
const healthOf = async (name: string) => (await app.client.call(getServerHealth, params(name))).now
const verdict = (name: string, expected: string) =>
  until(
    () => app.runtime.health.verdictOf(name).verdict === expected,
    20_000,
    () => `${name} is ${JSON.stringify(app.runtime.health.verdictOf(name))}`,
  )
const echo = (name: string, text: string) =>
  app.client.call(callTool, { params: { name, tool: 'echo' }, body: { arguments: { text } } })

describe('a failed server', () => {
  it('does not stay failed for ever: when it is back it is found, though its retries were used up', async () => {
    const far = await registered('legacy-http', 'forgotten')
    await open('forgotten')
    await far.kill()
    await until(() => app.runtime.pool.stateOf('forgotten').kind === 'failed')
    await far.revive()
    await until(() => app.runtime.pool.stateOf('forgotten').kind === 'ready', 20_000)
    await verdict('forgotten', 'healthy')
  })

  it('is retried with backoff, and the next try is in sight', async () => {
    const far = await registered('legacy-http', 'retried', {
      policy: { ...POLICY, firstDelayMs: 5_000, maxDelayMs: 9_000 },
    })
    await open('retried')
    await far.kill()
    await until(() => app.runtime.pool.stateOf('retried').kind === 'waiting')
    const { connection } = await app.client.call(getServer, params('retried'))
    expect(connection).toMatchObject({ kind: 'waiting', attempt: 2, error: { code: 'unreachable' } })
    await verdict('retried', 'unhealthy')
    const { nextCheckAt, reason } = await healthOf('retried')
    expect(Date.parse(nextCheckAt ?? '')).toBeGreaterThan(Date.now() - 1_000)
    expect(reason.message).toMatch(/Nothing listens/)
  })
})

describe('a restart on the far side', () => {
  it.each(['legacy-http', 'modern-http', 'sse'] as const)(
    'does not leave a stale session behind: the next call goes through (%s)',
    async (kind) => {
      const far = await registered(kind, `restarted-${kind}`, { policy: { ...POLICY, maxRetries: 100 } })
      await open(`restarted-${kind}`)
      await echo(`restarted-${kind}`, 'before')
      await far.kill()
      await far.revive()
      expect((await echo(`restarted-${kind}`, 'after')).content[0]).toMatchObject({ text: 'after' })
    },
  )
})

describe('a server that works', () => {
  it('is not shown offline because it answers GET with 405, or has no address for health', async () => {
    await registered('modern-http', 'no-get')
    const { check } = await app.client.call(checkServer, params('no-get'))
    expect(check).toMatchObject({ outcome: 'ok' })
    await verdict('no-get', 'healthy')
  })

  it('is not shown offline because it asks for a sign-in', async () => {
    const far = await registered('modern-http', 'asks')
    await far.weather({ kind: 'status', status: 401 })
    await verdict('asks', 'needs-auth')
    expect((await healthOf('asks')).reason.message).toMatch(/sign/i)
  })

  it('has the same time limit in the regular check as under the Test button', async () => {
    const far = await registered('modern-http', 'patient', {
      health: { ...QUICK, timeoutMs: 3_000, slowMs: 0 },
    })
    await far.weather({ kind: 'slow', lateMs: 400 })
    const { check } = await app.client.call(checkServer, params('patient'))
    expect(check).toMatchObject({ outcome: 'ok' })
    await verdict('patient', 'healthy')
  })
})

describe('processes of stdio servers', () => {
  it('end when their server is disabled, and when it is deleted', async () => {
    const disabled = await registered('legacy-stdio', 'disabled')
    const removed = await registered('legacy-stdio', 'removed')
    await Promise.all([open('disabled'), open('removed')])
    expect([disabled.processes(), removed.processes()]).toEqual([1, 1])
    await app.client.call(updateServer, { ...params('disabled'), body: { changes: { enabled: false } } })
    await app.client.call(removeServer, params('removed'))
    await until(() => disabled.processes() + removed.processes() === 0)
  })

  it('are not started by a check where nobody uses them', async () => {
    const far = await registered('legacy-stdio', 'idle')
    await registered('modern-http', 'other')
    await verdict('other', 'healthy')
    expect(far.processes()).toBe(0)
    expect(await healthOf('idle')).toMatchObject({ verdict: 'unknown' })
  })
})

describe('one bad or slow server', () => {
  it('takes no other down', async () => {
    const stuck = await registered('legacy-http', 'stuck', { policy: { ...POLICY, callTimeoutMs: 2_000 } })
    await registered('legacy-http', 'good')
    await Promise.all([open('stuck'), open('good')])
    stuck.hang()
    const hanging = echo('stuck', 'x').catch((error: unknown) => error)
    for (let i = 0; i < 10; i++) expect((await echo('good', String(i))).isError).toBe(false)
    await verdict('stuck', 'unhealthy')
    await verdict('good', 'healthy')
    stuck.wake()
    await hanging
  })
})

describe('tools', () => {
  it('do not vanish on a blip, and are not stale after it', async () => {
    const far = await registered('legacy-http', 'blip', { policy: { ...POLICY, maxRetries: 100 } })
    await open('blip')
    const before = await app.client.call(listTools, params('blip'))
    await far.kill()
    await until(() => app.runtime.pool.stateOf('blip').kind === 'waiting')
    expect((await app.client.call(getServer, params('blip'))).tools).toBe(before.items.length)
    await far.revive()
    await until(() => app.runtime.pool.stateOf('blip').kind === 'ready')
    await until(() => (app.runtime.pool.knownTools('blip')?.length ?? 0) === before.items.length)
  })
})
