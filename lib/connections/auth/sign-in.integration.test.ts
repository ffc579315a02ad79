import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AuthServer } from '@/e2e/servers/auth-server/auth-server'
import { AuthWorld, BROWSER, ORIGIN } from '@/e2e/servers/auth-server/auth-world'
import { WELL } from '@/e2e/servers/auth-server/switches'
import { until } from '@/e2e/servers/pool-harness'

let world: AuthWorld

beforeAll(async () => {
  world = await AuthWorld.start()
})
afterEach(() => {
  world.auth.switches = { ...WELL }
})
beforeEach(() => {
  world.auth.seen.length = 0
})
afterAll(async () => {
  await world.stop()
  await world.auth.stop()
})

const view = (name: string) => world.authorizations.view(name)
const errorOf = (task: Promise<unknown>) =>
  task.then(
    () => {
      throw new Error('It was not refused')
    },
    (error: unknown) => error as { code: string; message: string },
  )

describe('a sign-in', () => {
  it('leads from “needs sign-in” through the browser to a connection, and tells nobody a token', async () => {
    const { url } = await world.protect()
    world.declare('files', url)
    expect(await world.pool.open('files')).toMatchObject({ kind: 'needs-auth' })
    const address = new URL(await world.begin('files'))
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${ORIGIN}/api/oauth/callback`,
      code_challenge_method: 'S256',
      resource: url,
      scope: 'files:read',
    })
    expect(address.searchParams.get('state')?.length).toBeGreaterThan(40)
    expect(await world.comeBack(address.href)).toBe('files')
    expect(view('files')).toMatchObject({
      state: 'signed-in',
      grant: 'authorization-code',
      registration: 'dynamic',
      issuer: world.auth.url,
      scopes: ['files:read'],
      canRefresh: true,
      error: null,
    })
    expect(await world.pool.open('files')).toMatchObject({ kind: 'ready' })
    expect(await world.harness.call('files', 'whoami')).toMatch(/^client-/)
    expect(world.harness.eventsOf('authorization-changed')).toContainEqual({
      kind: 'authorization-changed',
      name: 'files',
      state: 'signed-in',
    })
    for (const secret of [...world.auth.grants.access.keys(), ...world.auth.grants.refresh.keys()])
      expect(world.said()).not.toContain(secret)
  })

  it.each(['streamable-http', 'sse'] as const)('lets in to an old server over %s too', async (transport) => {
    const old = await world.harness.http(transport === 'sse' ? ['--mode', 'sse'] : [])
    const { url } = await world.protect({ upstream: old.url })
    const name = `old-${transport}`
    world.harness.declare(name, { endpoint: { kind: 'remote', transport, url } })
    expect(await world.pool.open(name)).toMatchObject({ kind: 'needs-auth' })
    await world.signIn(name)
    expect(await world.pool.open(name)).toMatchObject({ kind: 'ready', era: 'legacy' })
    expect(await world.harness.call(name, 'echo', { text: 'let in' })).toBe('let in')
  })

  it('uses a client that was registered beforehand, and registers no other', async () => {
    const redirectUris = [`${ORIGIN}/api/oauth/callback`]
    world.auth.register({ id: 'ours', secret: 'of-ours', redirectUris })
    const { url } = await world.protect()
    world.declare('known', url, {
      auth: { kind: 'oauth', clientId: 'ours', clientSecret: 'of-ours', issuer: world.auth.url },
    })
    await world.signIn('known')
    expect(view('known')).toMatchObject({ state: 'signed-in', registration: 'pre-registered' })
    expect(world.auth.asked('/register')).toEqual([])
    expect(world.auth.asked('/token')[0]?.authorization).toMatch(/^Basic /)
  })

  it('sends the secret of a client to no other authorization server than its own', async () => {
    await using other = await strangeServer()
    const { url } = await world.protect({ authorizationServers: [other.auth.url] })
    world.declare('lured', url, {
      auth: { kind: 'oauth', clientId: 'ours', clientSecret: 'of-ours', issuer: world.auth.url },
    })
    const error = await errorOf(world.begin('lured'))
    expect(error.message).toContain('nothing was sent there')
    expect(JSON.stringify(other.auth.seen)).not.toContain('of-ours')
  })

  it('stays with the authorization server that has seen the secret first, where none is declared', async () => {
    const redirectUris = [`${ORIGIN}/api/oauth/callback`]
    world.auth.register({ id: 'first', secret: 'of-first', redirectUris })
    const authorizationServers = [world.auth.url]
    const { url } = await world.protect({ authorizationServers })
    world.declare('moving', url, { auth: { kind: 'oauth', clientId: 'first', clientSecret: 'of-first' } })
    await world.signIn('moving')
    await using other = await strangeServer()
    authorizationServers[0] = other.auth.url
    const error = await errorOf(world.begin('moving'))
    expect(error.message).toContain('nothing was sent there')
  })

  it('is known by its own document where the authorization server takes those', async () => {
    const publicUrl = 'https://portolan.example.com'
    const visible = await AuthWorld.start({ publicUrl })
    try {
      const document = visible.authorizations.clientMetadata()
      visible.auth.switches.metadataDocuments = true
      visible.auth.fetchDocument = (url) => {
        expect(url).toBe(`${publicUrl}/oauth/client-metadata.json`)
        return Promise.resolve(Response.json(document))
      }
      const { url } = await visible.protect()
      visible.declare('modern', url)
      const { url: begun } = await visible.authorizations.begin('modern', {
        scopes: [],
        origin: () => publicUrl,
        browser: BROWSER,
      })
      expect(new URL(begun ?? '').searchParams.get('client_id')).toBe(document?.client_id)
      expect(visible.auth.asked('/register')).toEqual([])
      const page = await fetch(begun ?? '')
      expect(page.status).toBe(200)
    } finally {
      await visible.stop()
      await visible.auth.stop()
    }
  })

  it('registers anew when the redirect leads elsewhere, or when nobody came back with the old client', async () => {
    await world.signedIn('wanderer')
    await world.authorizations.signOut('wanderer')
    const registered = () => world.auth.asked('/register').length
    expect(registered()).toBe(1)
    await world.begin('wanderer')
    expect(registered()).toBe(1)
    await world.begin('wanderer')
    expect(registered()).toBe(2)
    await world.authorizations.begin('wanderer', {
      scopes: [],
      origin: () => 'http://127.0.0.1:9000',
      browser: BROWSER,
    })
    expect(registered()).toBe(3)
  })
})

describe('coming back from a sign-in', () => {
  const begun = async (name: string) => {
    const { url } = await world.protect()
    world.declare(name, url)
    return world.begin(name)
  }

  it('is possible once, for whoever began', async () => {
    const query = await world.decide(await begun('once'))
    const stolen = await errorOf(world.authorizations.finish(query, 'another-browser'))
    expect(stolen).toMatchObject({ code: 'forbidden', details: { server: 'once' } })
    const again = await errorOf(world.authorizations.finish(query, BROWSER))
    expect(again).toMatchObject({ code: 'bad-input' })
    expect(world.auth.asked('/token')).toEqual([])
    expect(view('once').state).toBe('none')
  })

  it('needs the cookie, and a state that was given out', async () => {
    const query = await world.decide(await begun('cookieless'))
    expect(await errorOf(world.authorizations.finish(query, undefined))).toMatchObject({ code: 'forbidden' })
    for (const state of [undefined, '', 'guessed'])
      expect(await errorOf(world.authorizations.finish({ code: 'c', state }, BROWSER))).toMatchObject({
        code: 'bad-input',
      })
  })

  it('throws away an answer that names another issuer, before the code goes anywhere', async () => {
    world.auth.switches.answerIssuer = 'https://evil.example'
    const error = await errorOf(world.comeBack(await begun('mixed-up')))
    expect(error.message).toContain('does not come from')
    expect(error.message).not.toContain('evil.example')
    expect(world.auth.asked('/token')).toEqual([])
  })

  it('misses the issuer where the authorization server promised to name it', async () => {
    const query = await world.decide(await begun('nameless'))
    const { iss, ...without } = query
    expect(iss).toBe(world.auth.url)
    await errorOf(world.authorizations.finish(without, BROWSER))
    expect(world.auth.asked('/token')).toEqual([])
  })

  it('tells what the authorization server said, as one line of text', async () => {
    world.auth.switches.authorizationError = {
      error: 'access_denied',
      error_description: 'Not\r\n<b>you</b>\u202e',
    }
    const error = await errorOf(world.comeBack(await begun('denied')))
    expect(error.message).toContain('access_denied (Not <b>you</b>)')
    expect(view('denied').state).toBe('none')
    expect(view('denied').error).toContain('access_denied')
  })

  it('is refused when the server has another address by now', async () => {
    const query = await world.decide(await begun('moved'))
    world.declare('moved', 'http://127.0.0.1:1/elsewhere')
    const error = await errorOf(world.authorizations.finish(query, BROWSER))
    expect(error.message).toContain('changed since')
    expect(world.auth.asked('/token')).toEqual([])
  })

  it('keeps the sign-in that was there when another one fails', async () => {
    await world.signedIn('steady')
    await errorOf(world.comeBack(await world.begin('steady'), { decision: 'deny' }))
    expect(view('steady')).toMatchObject({ state: 'signed-in' })
    expect(await world.pool.open('steady')).toMatchObject({ kind: 'ready' })
  })
})

describe('an authorization server that is not well', () => {
  const begin = async (name: string) => {
    const { url } = await world.protect()
    world.declare(name, url)
    return errorOf(world.begin(name))
  }

  it.each([
    ['cuts the connection', { down: true }, /127\.0\.0\.1:\d+ cut the connection/],
    ['answers with 503', { status: 503 }, /answers with HTTP 503/],
    ['is slow', { slowMs: 5_000 }, /did not answer within 2 s/],
    ['has huge metadata', { padding: 2_000_000 }, /larger than/],
    ['calls itself otherwise', { metadataIssuer: 'https://evil.example' }, /calls itself by another name/],
    ['lets nobody register', { dynamicRegistration: false }, /Register Portolan there/],
  ])('that %s is named, with the reason', async (what, switches, reason) => {
    Object.assign(world.auth.switches, switches)
    const name = `unwell-${what.replaceAll(' ', '-')}`
    const error = await begin(name)
    expect(error.message).toMatch(reason)
    expect(error.message).toMatch(/127\.0\.0\.1:\d+/)
    expect(view(name).error).toMatch(reason)
  })

  it('is asked at no address that only our own machine can reach, wherever the metadata leads', async () => {
    world.auth.switches.tokenEndpoint = 'https://169.254.169.254/token'
    const { url } = await world.protect()
    world.declare('pointed', url)
    const error = await errorOf(world.comeBack(await world.begin('pointed')))
    expect(error.message).toContain('169.254.169.254 is a link-local address')
  })

  it('gets no code over plain http from elsewhere than this machine', async () => {
    world.auth.switches.tokenEndpoint = 'http://tokens.example/token'
    const { url } = await world.protect()
    world.declare('plain', url)
    const error = await errorOf(world.comeBack(await world.begin('plain')))
    expect(error.message).toContain('plain http://')
  })

  it('is not asked for tokens of another resource than the server', async () => {
    const { url } = await world.protect({ resource: 'https://bank.example/api' })
    world.declare('greedy', url)
    const error = await errorOf(world.begin('greedy'))
    expect(error.message).toContain('does not match')
  })
})

describe('a sign-out', () => {
  it('revokes the tokens and asks for a sign-in again', async () => {
    await world.signedIn('leaving')
    expect(await world.pool.open('leaving')).toMatchObject({ kind: 'ready' })
    expect(await world.authorizations.signOut('leaving')).toMatchObject({ state: 'none', error: null })
    expect(world.auth.asked('/revoke').map(({ form }) => form.get('token_type_hint'))).toEqual([
      'refresh_token',
      'access_token',
    ])
    const failed = await errorOf(world.harness.call('leaving', 'whoami'))
    expect(failed.code).toBe('needs-auth')
    expect(world.pool.stateOf('leaving')).toMatchObject({ kind: 'needs-auth' })
  })

  it('forgets them all the same where nobody can be told, and says so', async () => {
    await world.signedIn('alone')
    world.auth.switches.down = true
    const answer = await world.authorizations.signOut('alone')
    expect(answer.state).toBe('none')
    expect(answer.error).toMatch(/could not be revoked: 127\.0\.0\.1:\d+ cut the connection/)
  })

  it('happens by itself when the server gets another address', async () => {
    const { url } = await world.signedIn('readdressed')
    world.harness.change('readdressed', {
      endpoint: { kind: 'remote', transport: 'streamable-http', url: `${url}?other` },
    })
    await until(() => !world.store.rows.has('readdressed'))
    await until(() => world.auth.asked('/revoke').length === 2)
    expect(view('readdressed').state).toBe('none')
  })
})

async function strangeServer() {
  const auth = await AuthServer.start()
  return { auth, [Symbol.asyncDispose]: () => auth.stop() }
}
