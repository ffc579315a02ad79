import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { Authorizations } from '@/lib/connections/auth/authorizations'
import type { RemoteAuth } from '@/lib/domain/endpoint'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { MemoryStore } from '../servers/auth-server/memory-store'
import { PoolHarness } from '../servers/pool-harness'

const ORIGIN = 'http://localhost:8080'
const BROWSER = 'the-browser-of-the-suite'
/** The suite knows the client of its scenario by this address. */
const CLIENT_ID = 'https://conformance-test.local/client-metadata.json'
/** Nobody signs in for ever. */
const MAX_SIGN_INS = 3

const requestSchema = z.object({
  url: z.url(),
  scenario: z.string(),
  context: z.looseObject({
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
    private_key_pem: z.string().optional(),
    signing_algorithm: z.enum(['ES256', 'RS256']).optional(),
    issuer: z.string().optional(),
  }),
})
type Play = z.infer<typeof requestSchema>

export interface Player extends AsyncDisposable {
  url: string
}

/** Plays the scenarios of `auth/*` with our pool and its sign-ins, and with a person who says yes to everything. */
export async function startPlayer(): Promise<Player> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const asked = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString()))
      void play(asked).then(
        (told) => response.end(told),
        (error: unknown) => response.writeHead(500).end(messageOf(error)),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function play({ url, scenario, context }: Play): Promise<string> {
  const harness: PoolHarness = new PoolHarness({
    authorize: (...about) => authorizations.authorize(...about),
  })
  const authorizations = new Authorizations({
    store: new MemoryStore().replica(),
    servers: { get: (name) => harness.servers.find(({ spec }) => spec.name === name) },
    ...{ bus: harness.bus, clock: systemClock, logger: silentLogger, random: () => 0.5 },
    ...{ reach: { allowed: [] }, version: '0.0.0', publicUrl: undefined },
  })
  const published = { client_id: CLIENT_ID } as ReturnType<Authorizations['clientMetadata']>
  authorizations.clientMetadata = () => published
  const auth = authFor(scenario, context)
  harness.declare('subject', {
    endpoint: { kind: 'remote', transport: 'streamable-http', url, ...(auth && { auth }) },
    policy: { autoReconnect: false },
  })
  try {
    for (let signIns = 0; ; signIns++) {
      try {
        return await useAll(harness)
      } catch (error) {
        if (!isAppError(error) || error.code !== 'needs-auth' || signIns >= MAX_SIGN_INS) throw error
        await signIn(authorizations)
      }
    }
  } finally {
    await harness.dispose()
    await authorizations.stop()
  }
}

function authFor(scenario: string, context: Play['context']): RemoteAuth | undefined {
  const { client_id: clientId, client_secret: clientSecret, private_key_pem: privateKey } = context
  if (clientId === undefined) return undefined
  const { signing_algorithm: algorithm = 'RS256', issuer } = context
  const secret = { ...(clientSecret !== undefined && { clientSecret }) }
  if (!scenario.includes('client-credentials'))
    return { kind: 'oauth', clientId, scopes: [], ...secret, ...(issuer !== undefined && { issuer }) }
  const key = { ...(privateKey !== undefined && { privateKey }) }
  return { kind: 'client-credentials', clientId, algorithm, scopes: [], ...secret, ...key }
}

async function useAll({ pool }: PoolHarness): Promise<string> {
  // As it does by itself in the app once somebody has signed in.
  await pool.open('subject')
  const { items } = await pool.tools('subject', { refresh: true })
  const said = []
  for (const { name } of items) {
    const { content } = await pool.callTool({
      server: 'subject',
      tool: name,
      arguments: {},
      caller: 'internal',
    })
    said.push(`${name}: ${JSON.stringify(content).slice(0, 200)}`)
  }
  return said.join('\n')
}

/** The suite's authorization servers send the browser back at once. */
async function signIn(authorizations: Authorizations): Promise<void> {
  const { url } = await authorizations.begin('subject', {
    scopes: [],
    origin: () => ORIGIN,
    browser: BROWSER,
  })
  if (url === null) return
  const answer = await fetch(url, { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? 'about:blank')
  await authorizations.finish(Object.fromEntries(back.searchParams), BROWSER)
}
