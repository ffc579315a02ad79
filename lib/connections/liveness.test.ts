import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { Endpoint } from '@/lib/domain/endpoint'
import { Liveness } from './liveness'
import type { Session } from './session'

const endpoint: Endpoint = { kind: 'remote', transport: 'streamable-http', url: 'http://h/mcp', headers: {} }
const refused = new TypeError('fetch failed', {
  cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
})
const silence = new SdkError(SdkErrorCode.RequestTimeout, 'Request timed out')
const gone = new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, 'No session', { status: 404 })

/** A session that answers pings as it is told; liveness asks nothing else of one. */
function fakeSession() {
  const state = { pings: 0, resubscribed: 0, answer: undefined as Error | undefined }
  const session = {
    ping: () => {
      state.pings += 1
      return state.answer ? Promise.reject(state.answer) : Promise.resolve()
    },
    resubscribe: () => {
      state.resubscribed += 1
      return Promise.resolve()
    },
  }
  // The three members above are all that Liveness calls.
  return { state, session: session as unknown as Session }
}

function make() {
  const clock = new FakeClock()
  const ended: string[] = []
  const load = { busy: false }
  const liveness = new Liveness({
    clock,
    random: () => 0.5,
    endpoint: () => endpoint,
    isBusy: () => load.busy,
    onEnded: (_, how, error) => ended.push(`${how} ${error.code}`),
  })
  const fake = fakeSession()
  liveness.watch(fake.session)
  return { clock, ended, load, liveness, fake: fake.state, session: fake.session }
}

/** Lets the promises of a check come to their end. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('Liveness', () => {
  it('asks now and then, and says nothing while there are answers', async () => {
    const { clock, ended, fake } = make()
    for (let i = 0; i < 4; i++) {
      clock.advance(15_000)
      await settle()
    }
    expect(fake.pings).toBe(4)
    expect(ended).toEqual([])
  })

  it('asks for notices of changes again when the server answers', async () => {
    const { clock, fake } = make()
    clock.advance(15_000)
    await settle()
    expect(fake.resubscribed).toBe(1)
  })

  it('ends the session at once when nobody listens any more', async () => {
    const { clock, ended, fake } = make()
    fake.answer = refused
    clock.advance(15_000)
    await settle()
    expect(ended).toEqual(['lost unreachable'])
  })

  it('tells that the far side has forgotten the session', async () => {
    const { liveness, ended, fake } = make()
    fake.answer = gone
    await liveness.check()
    expect(ended).toEqual(['forgotten protocol-error'])
  })

  it('takes one silence for an accident and looks again soon, and two for an end', async () => {
    const { clock, ended, fake } = make()
    fake.answer = silence
    clock.advance(15_000)
    await settle()
    expect(ended).toEqual([])
    clock.advance(2_000)
    await settle()
    expect(ended).toEqual(['lost timed-out'])
  })

  it('forgives a silence when the next ping is answered', async () => {
    const { clock, ended, fake } = make()
    for (const answer of [silence, undefined, silence, undefined]) {
      fake.answer = answer
      clock.advance(15_000)
      await settle()
    }
    expect(ended).toEqual([])
  })

  it('takes an error for a sign of life', async () => {
    const { liveness, ended, fake } = make()
    fake.answer = new ProtocolError(-32_603, 'Internal error')
    for (let i = 0; i < 5; i++) await liveness.check()
    expect(ended).toEqual([])
  })

  it('does not ask a server that works on a call', async () => {
    const { clock, load, fake } = make()
    load.busy = true
    clock.advance(60_000)
    await settle()
    expect(fake.pings).toBe(0)
  })

  it('asks once for all who doubt at the same time', async () => {
    const { liveness, fake } = make()
    await Promise.all([liveness.check(), liveness.check(), liveness.check()])
    expect(fake.pings).toBe(1)
  })

  it('says nothing of a session that it does not watch any more', async () => {
    const { clock, liveness, ended, fake } = make()
    fake.answer = refused
    const check = liveness.check()
    liveness.stop()
    await check
    clock.advance(60_000)
    await settle()
    expect(ended).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('leaves the asking to health checks while they come, and asks again when they stop', async () => {
    const { clock, fake, liveness, session } = make()
    for (let i = 0; i < 5; i++) {
      clock.advance(30_000)
      await liveness.probe(session, 1_000)
    }
    // One of our own before the pace of the checks was known.
    const before = fake.pings
    expect(before).toBeLessThanOrEqual(7)
    for (let i = 0; i < 5; i++) {
      clock.advance(30_000)
      await liveness.probe(session, 1_000)
    }
    expect(fake.pings).toBe(before + 5)
    clock.advance(46_000)
    expect(fake.pings).toBe(before + 6)
  })

  it('takes what a health check finds for its own: a refusal ends the session at once', async () => {
    const { ended, fake, liveness, session } = make()
    fake.answer = refused
    expect(await liveness.probe(session, 1_000)).toMatchObject({
      kind: 'missed',
      error: { code: 'unreachable' },
    })
    expect(ended).toEqual(['lost unreachable'])
  })

  it('says busy, and holds nothing against it, when a server is silent over a call', async () => {
    const { ended, fake, liveness, load, session } = make()
    load.busy = true
    fake.answer = silence
    for (let i = 0; i < 3; i++) expect(await liveness.probe(session, 1_000)).toEqual({ kind: 'busy' })
    expect(ended).toEqual([])
  })

  it('takes no work for an excuse once a call has run into its limit, and ends no other call for it', async () => {
    const { ended, fake, liveness, load, session } = make()
    load.busy = true
    fake.answer = silence
    liveness.doubt()
    for (let i = 0; i < 3; i++) {
      expect(await liveness.probe(session, 1_000)).toMatchObject({
        kind: 'missed',
        error: { code: 'timed-out' },
      })
    }
    expect(ended).toEqual([])
    liveness.heard()
    expect(await liveness.probe(session, 1_000)).toEqual({ kind: 'busy' })
  })
})
