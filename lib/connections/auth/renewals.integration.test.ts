import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AuthWorld } from '@/e2e/servers/auth-server/auth-world'
import { WELL } from '@/e2e/servers/auth-server/switches'
import { until } from '@/e2e/servers/pool-harness'
import { type Clock, systemClock } from '@/lib/kit/clock'

/** Real time, and as much more as a test wants. */
class MovedClock implements Clock {
  #ahead = 0
  now() {
    return systemClock.now() + this.#ahead
  }
  after(delayMs: number, task: () => void) {
    return systemClock.after(delayMs, task)
  }
  move(ms: number) {
    this.#ahead += ms
  }
}

const clock = new MovedClock()
let world: AuthWorld

beforeAll(async () => {
  world = await AuthWorld.start({ clock })
})
beforeEach(() => {
  world.auth.switches = { ...WELL }
  world.auth.seen.length = 0
})
afterEach(() => {
  world.auth.switches = { ...WELL }
})
afterAll(async () => {
  await world.stop()
  await world.auth.stop()
})

const view = (name: string) => world.authorizations.view(name)
const whoami = (name: string) => world.harness.call(name, 'whoami')
const errorOf = (task: Promise<unknown>) =>
  task.then(
    () => {
      throw new Error('It was not refused')
    },
    (error: unknown) => error as { code: string; message: string; details?: object },
  )

describe('a token', () => {
  it('is renewed before it ends, once for all who use it', async () => {
    world.auth.switches.lifetime = 600
    const { tokens } = await world.signedIn('early')
    await world.pool.open('early')
    tokens.length = 0
    clock.move(550_000)
    await Promise.all(Array.from({ length: 8 }, () => whoami('early')))
    expect(world.auth.refreshes()).toBe(1)
    expect(tokens.filter((token) => token === undefined)).toEqual([])
    expect(view('early')).toMatchObject({ state: 'signed-in', error: null })
  })

  it('that is refused is renewed once, and the request sent again', async () => {
    await world.signedIn('revoked')
    await world.pool.open('revoked')
    world.auth.grants.expireAccess()
    expect(await Promise.all([whoami('revoked'), whoami('revoked'), whoami('revoked')])).toHaveLength(3)
    expect(world.auth.refreshes()).toBe(1)
    world.auth.grants.expireAccess()
    await whoami('revoked')
    expect(world.auth.refreshes()).toBe(2)
  })

  it('is not asked for again and again where a server refuses every one', async () => {
    await world.signedIn('stubborn')
    const issue = world.auth.grants.issue.bind(world.auth.grants)
    world.auth.grants.expireAccess()
    world.auth.grants.issue = (grant, how) => {
      const issued = issue(grant, how)
      world.auth.grants.access.delete(issued.access)
      return issued
    }
    try {
      const opened = []
      for (let tries = 0; tries < 6; tries++) opened.push(await world.pool.open('stubborn'))
      expect(opened.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'needs-auth'))
      expect(JSON.stringify(opened.at(-1))).toContain('refuses every token')
      expect(world.auth.refreshes()).toBe(3)
    } finally {
      world.auth.grants.issue = issue
    }
  })

  it('lets a health check in as well, which renews it without a connection', async () => {
    await world.signedIn('checked')
    await world.pool.close('checked')
    world.auth.grants.expireAccess()
    expect(await world.pool.probe('checked', { timeoutMs: 10_000 })).toMatchObject({
      kind: 'answered',
      via: 'light',
    })
    expect(world.auth.refreshes()).toBe(1)
    await world.authorizations.signOut('checked')
    const probed = await world.pool.probe('checked', { timeoutMs: 10_000 })
    expect(probed).toMatchObject({ kind: 'needs-auth' })
    expect(view('checked').wanted).toEqual(['files:read'])
  })

  it('without another to renew it with ends in a sign-in', async () => {
    world.auth.switches.refreshTokens = false
    await world.signedIn('short')
    expect(view('short')).toMatchObject({ state: 'signed-in', canRefresh: false })
    world.auth.grants.expireAccess()
    const { message } = await errorOf(whoami('short'))
    expect(message).toContain('Sign in again')
    expect(view('short').state).toBe('expired')
    expect(world.pool.stateOf('short')).toMatchObject({ kind: 'needs-auth' })
  })
})

describe('a renewal that fails', () => {
  it('for good ends the sign-in, with the reason, and asks for no more tokens', async () => {
    await world.signedIn('ended')
    await world.pool.open('ended')
    world.auth.grants.endAll()
    const { code, message } = await errorOf(whoami('ended'))
    expect(code).toBe('needs-auth')
    expect(message).toMatch(/127\.0\.0\.1:\d+ answers: invalid_grant/)
    expect(view('ended')).toMatchObject({ state: 'expired' })
    expect(view('ended').error).toContain('invalid_grant')
    expect(world.pool.stateOf('ended')).toMatchObject({ kind: 'needs-auth', error: { message } })
    const refreshes = world.auth.refreshes()
    await world.pool.open('ended')
    expect(world.auth.refreshes()).toBe(refreshes)
    expect(world.harness.eventsOf('authorization-changed').at(-1)).toMatchObject({
      name: 'ended',
      state: 'expired',
    })
    await world.signIn('ended')
    expect(await whoami('ended')).toMatch(/^client-/)
  })

  it('never shows what the authorization server repeats of a token', async () => {
    await world.signedIn('echoed')
    const [refresh = ''] = [...world.auth.grants.refresh.keys()].slice(-1)
    Object.assign(world.auth.switches, { refreshError: 'invalid_grant', echoesSecrets: true })
    world.auth.grants.expireAccess()
    const { message } = await errorOf(whoami('echoed'))
    expect(message).toContain('invalid_grant')
    expect(message + world.said()).not.toContain(refresh)
  })

  it.each([
    ['down', { down: true }, /cut the connection/],
    ['broken', { status: 500 }, /answers with HTTP 500/],
    ['busy', { refreshError: 'temporarily_unavailable' }, /temporarily_unavailable/],
  ])(
    'because the authorization server is %s loses nothing, and is tried again',
    async (what, switches, reason) => {
      const name = `while-${what}`
      await world.signedIn(name)
      await world.pool.open(name)
      Object.assign(world.auth.switches, switches)
      world.auth.grants.expireAccess()
      const { code, message } = await errorOf(whoami(name))
      expect(code).toBe('unreachable')
      expect(message).toMatch(reason)
      expect(message).toContain('nothing is lost')
      expect(view(name)).toMatchObject({ state: 'signed-in', error: expect.stringMatching(reason) as string })
      const asked = world.auth.refreshes()
      await errorOf(whoami(name))
      expect(world.auth.refreshes() - asked).toBeLessThanOrEqual(1)
      world.auth.switches = { ...WELL }
      clock.move(120_000)
      // The pool may have given up by now; a health check would revive it.
      await world.pool.open(name)
      expect(await whoami(name)).toMatch(/^client-/)
      expect(view(name)).toMatchObject({ state: 'signed-in', error: null })
    },
  )

  it('goes unnoticed while the old token still holds', async () => {
    world.auth.switches.lifetime = 600
    await world.signedIn('patient')
    await world.pool.open('patient')
    world.auth.switches.down = true
    clock.move(570_000)
    expect(await whoami('patient')).toMatch(/^client-/)
    expect(view('patient').error).toContain('cut the connection')
  })
})

describe('several replicas', () => {
  it('renew a token once between them, and all use the new one', async () => {
    const server = await world.signedIn('shared')
    const others = await Promise.all([world.replica({ clock }), world.replica({ clock })])
    try {
      for (const other of others) {
        other.declare('shared', server.url)
        expect(await other.pool.open('shared')).toMatchObject({ kind: 'ready' })
      }
      world.auth.grants.expireAccess()
      const all = [world, ...others]
      expect(await Promise.all(all.map((one) => one.harness.call('shared', 'whoami')))).toHaveLength(3)
      expect(world.auth.refreshes()).toBe(1)
      await world.authorizations.signOut('shared')
      await until(() => others.every((one) => one.authorizations.view('shared').state === 'none'))
      await world.signIn('shared')
      await until(() => others.every((one) => one.authorizations.view('shared').state === 'signed-in'))
    } finally {
      for (const other of others) await other.stop()
    }
  })

  it('finish a sign-in that another has begun', async () => {
    const { url } = await world.protect()
    const other = await world.replica({ clock })
    try {
      for (const one of [world, other]) one.declare('begun-there', url)
      expect(await world.comeBack(await other.begin('begun-there'))).toBe('begun-there')
      await until(() => other.authorizations.view('begun-there').state === 'signed-in')
      expect(await other.pool.open('begun-there')).toMatchObject({ kind: 'ready' })
    } finally {
      await other.stop()
    }
  })

  it('know who is signed in after a restart', async () => {
    const { url } = await world.signedIn('lasting')
    const after = await world.replica({ clock })
    try {
      after.declare('lasting', url)
      expect(after.authorizations.view('lasting')).toEqual(view('lasting'))
      expect(await after.pool.open('lasting')).toMatchObject({ kind: 'ready' })
    } finally {
      await after.stop()
    }
  })
})

describe('a tool that asks for more rights', () => {
  it('names them, leaves the connection as it is, and gets them with the next sign-in beside the old ones', async () => {
    await world.signedIn('stepping')
    await world.pool.open('stepping')
    const error = await errorOf(world.harness.call('stepping', 'write'))
    expect(error).toMatchObject({ code: 'needs-auth', details: { refusal: 'more-scopes' } })
    expect(error.message).toContain('files:write')
    expect(view('stepping')).toMatchObject({ state: 'signed-in', wanted: ['files:write'] })
    expect(await whoami('stepping')).toMatch(/^client-/)
    const address = new URL(await world.begin('stepping'))
    expect(address.searchParams.get('scope')?.split(' ').sort()).toEqual(['files:read', 'files:write'])
    await world.comeBack(address.href)
    expect(await world.harness.call('stepping', 'write')).toBe('written')
    expect(view('stepping').wanted).toEqual([])
  })
})

describe('client credentials', () => {
  const auth = { kind: 'client-credentials', clientId: 'machine', scopes: ['files:read'] } as const

  it('let Portolan in by itself, and again when the token is refused', async () => {
    world.auth.register({ id: 'machine', secret: 'of-machine', redirectUris: [] })
    const { url } = await world.protect()
    world.declare('robot', url, { auth: { ...auth, clientSecret: 'of-machine' } })
    expect(await world.pool.open('robot')).toMatchObject({ kind: 'ready' })
    expect(await whoami('robot')).toBe('machine')
    expect(view('robot')).toMatchObject({ state: 'signed-in', grant: 'client-credentials', canRefresh: true })
    world.auth.grants.expireAccess()
    expect(await Promise.all([whoami('robot'), whoami('robot')])).toEqual(['machine', 'machine'])
    expect(world.auth.asked('/token')).toHaveLength(2)
    expect(world.said()).not.toContain('of-machine')
  })

  it('may be a key that signs, at a token endpoint that nothing leads to', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    world.auth.register({ id: 'signer', publicKey, redirectUris: [] })
    const { url } = await world.protect()
    const tokenEndpoint = `${world.auth.url}/token`
    world.declare('signing', url, { auth: { ...auth, clientId: 'signer', privateKey, tokenEndpoint } })
    expect(await world.pool.open('signing')).toMatchObject({ kind: 'ready' })
    expect(await whoami('signing')).toBe('signer')
    expect(world.auth.asked('/token')[0]?.form.get('client_assertion')).toMatch(/^eyJ/)
  })

  it('get more rights by themselves where the authorization server grants them', async () => {
    world.auth.register({ id: 'machine', secret: 'of-machine', redirectUris: [] })
    const { url } = await world.protect()
    world.declare('growing', url, { auth: { ...auth, clientSecret: 'of-machine' } })
    await world.pool.open('growing')
    expect(await world.harness.call('growing', 'write')).toBe('written')
    expect([...view('growing').scopes].sort()).toEqual(['files:read', 'files:write'])
  })

  it('that are wrong need a person, who reads why', async () => {
    const { url } = await world.protect()
    world.declare('wrong', url, { auth: { ...auth, clientId: 'machine', clientSecret: 'not-this' } })
    const opened = await world.pool.open('wrong')
    expect(opened).toMatchObject({ kind: 'needs-auth' })
    expect(JSON.stringify(opened)).toMatch(/invalid_client/)
    expect(JSON.stringify(opened)).not.toContain('not-this')
  })

  it('wait for an authorization server that is down', async () => {
    world.auth.register({ id: 'machine', secret: 'of-machine', redirectUris: [] })
    const { url } = await world.protect()
    world.auth.switches.down = true
    world.declare('waiting', url, {
      auth: { ...auth, clientSecret: 'of-machine', issuer: world.auth.url },
    })
    expect(await world.pool.open('waiting')).toMatchObject({
      kind: 'waiting',
      error: { code: 'unreachable', message: expect.stringContaining('cut the connection') as string },
    })
    world.auth.switches.down = false
    clock.move(120_000)
    expect(await world.pool.open('waiting')).toMatchObject({ kind: 'ready' })
  })
})
