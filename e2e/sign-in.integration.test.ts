import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GET as clientMetadata } from '@/app/oauth/client-metadata.json/route'
import { beginSignIn, getAuthorization, signOutOfServer } from '@/lib/domain/api/authorization'
import { listEvents } from '@/lib/domain/api/events'
import {
  exportServers,
  getServer,
  registerServer,
  type ServerDocument,
  updateServer,
} from '@/lib/domain/api/servers'
import { HIDDEN } from '@/lib/domain/endpoint'
import { type InProcessApp, startInProcess } from './fixtures/in-process'
import { AuthServer } from './servers/auth-server/auth-server'
import { ProtectedServer } from './servers/auth-server/protected-server'

/** As Chromium sends it when another site leads to the page. */
const NAVIGATION = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
const SOON = { timeout: 10_000 }

let app: InProcessApp
let auth: AuthServer
let server: ProtectedServer

beforeAll(async () => {
  auth = await AuthServer.start()
  server = await ProtectedServer.start(auth)
  app = await startInProcess()
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await server.stop()
  await auth.stop()
})

const kindOf = async (name: string) => {
  const { connection } = await app.client.call(getServer, { params: { name } })
  return connection.kind
}

/** Begins as the page does; answers with the address and the browser's cookie. */
async function begin(name: string): Promise<{ url: string; cookie: string }> {
  const answer = await app.send(`/api/servers/${name}/authorization`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', host: 'localhost:8080' },
    body: '{}',
  })
  const { url } = beginSignIn.response.parse(await answer.json())
  return { url: url ?? '', cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

async function consent(url: string): Promise<URL> {
  const form = new URLSearchParams([...new URL(url).searchParams, ['decision', 'allow']])
  const answer = await fetch(new URL('/authorize', url), { method: 'POST', body: form, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}

const callback = (url: URL, headers: Record<string, string>) =>
  app.send(url.pathname + url.search, { headers: { host: 'localhost:8080', ...NAVIGATION, ...headers } })

describe('signing in over the API', () => {
  it('ends on a page that leads to the server, connects it, survives a restart, and is undone by a sign-out', async () => {
    await app.client.call(registerServer, { body: { name: 'files', url: server.url } })
    await app.send('/api/servers/files/connection?wait=true', { method: 'PUT' })
    expect(await kindOf('files')).toBe('needs-auth')
    const { url, cookie } = await begin('files')
    const back = await consent(url)
    expect(back.origin + back.pathname).toBe('http://localhost:8080/api/oauth/callback')
    const page = await callback(back, { cookie })
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(html).toContain('content="0;url=/servers/files"')
    expect(html).not.toContain(back.searchParams.get('code'))
    await expect.poll(() => kindOf('files'), SOON).toBe('ready')
    await app.restart()
    const view = await app.client.call(getAuthorization, { params: { name: 'files' } })
    expect(view).toMatchObject({ state: 'signed-in', scopes: ['files:read'] })
    await app.send('/api/servers/files/connection?wait=true', { method: 'PUT' })
    expect(await kindOf('files')).toBe('ready')
    await app.client.call(signOutOfServer, { params: { name: 'files' } })
    await expect.poll(() => kindOf('files'), SOON).toBe('needs-auth')
    const { items } = await app.client.call(listEvents, { query: {} })
    const told = JSON.stringify([items, await app.client.call(getServer, { params: { name: 'files' } })])
    expect(told).toContain('authorization-changed')
    for (const secret of [
      ...auth.grants.access.keys(),
      ...auth.grants.refresh.keys(),
      ...auth.grants.codes.keys(),
    ])
      expect(told).not.toContain(secret)
  })

  it('shows what went wrong as text, and leads nowhere but to our own pages', async () => {
    await app.client.call(registerServer, { body: { name: 'careful', url: server.url } })
    const { url, cookie } = await begin('careful')
    const state = new URL(url).searchParams.get('state') ?? ''
    const query = new URLSearchParams({
      ...{ state, iss: auth.url, error: 'access_denied' },
      error_description: '<img src=x onerror=alert(1)>',
    })
    const page = await callback(new URL(`http://localhost:8080/api/oauth/callback?${query}`), { cookie })
    const html = await page.text()
    expect(page.status).toBe(400)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(html).toContain('access_denied (&lt;img src=x onerror=alert(1)&gt;)')
    expect(html).not.toContain('<img')
    expect([...html.matchAll(/(?:href|url)="?=?([^"]*)"/g)].map(([, to]) => to)).toEqual(['/servers/careful'])
    const strange = await callback(new URL('http://localhost:8080/api/oauth/callback?code=x&state=y'), {})
    expect(strange.status).toBe(400)
    expect(await strange.text()).toContain('href="/servers"')
  })

  it('is no affair of another browser, nor of a script on another page', async () => {
    const { url, cookie } = await begin('careful')
    const back = await consent(url)
    const script = await callback(back, { cookie, 'sec-fetch-mode': 'cors' })
    expect(script.status).toBe(403)
    const stranger = await callback(back, {})
    expect(stranger.status).toBe(400)
    expect(await stranger.text()).toContain('another browser')
    expect(
      auth.asked('/token').filter(({ form }) => form.get('code') === back.searchParams.get('code')),
    ).toEqual([])
  })

  it('is not begun under a name that nobody can come back to', async () => {
    const answer = await app.send('/api/servers/careful/authorization', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'evil.example' },
      body: '{}',
    })
    expect(answer.status).toBe(403)
  })
})

describe('the settings of a sign-in', () => {
  const client = { kind: 'oauth', client_id: 'ours', scopes: ['a'] }
  const auth = { ...client, client_secret: 'of-ours' }

  it('hide their secret, keep it when it comes back hidden, and let it go to no other server', async () => {
    await app.client.call(registerServer, {
      body: { name: 'set', url: 'http://127.0.0.1:9/mcp', auth, enabled: false },
    })
    const shown = await app.client.call(getServer, { params: { name: 'set' } })
    expect(shown.endpoint).toMatchObject({ auth: { clientId: 'ours', clientSecret: HIDDEN } })
    const update = (changes: ServerDocument) =>
      app.client.call(updateServer, { params: { name: 'set' }, body: { changes } })
    await update({ title: 'Changed', auth: { ...client, client_secret: HIDDEN, scopes: ['a', 'b'] } })
    expect(app.runtime.registry.get('set')?.spec.endpoint).toMatchObject({
      auth: { clientSecret: 'of-ours', scopes: ['a', 'b'] },
    })
    await expect(
      update({ auth: { ...client, client_secret: HIDDEN, issuer: 'https://evil.example' } }),
    ).rejects.toThrow('must be entered again')
    await expect(update({ url: 'https://evil.example/mcp' })).rejects.toThrow('must be entered again')
  })

  it('are exported with a reference in place of the secret', async () => {
    const exported = await app.client.call(exportServers, {
      query: { name: 'set' },
    })
    const text = JSON.stringify(exported)
    expect(text).not.toContain('of-ours')
    expect(text).toContain('SET_CLIENT_SECRET')
  })
})

describe('the document that says who Portolan is', () => {
  it('is there for a public https address alone', async () => {
    const answer = await clientMetadata(new Request('http://127.0.0.1:8080/oauth/client-metadata.json'))
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('PORTOLAN_PUBLIC_URL')
  })
})
