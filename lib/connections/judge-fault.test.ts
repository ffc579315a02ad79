import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client'
import { describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/domain/endpoint'
import { AppError } from '@/lib/kit/app-error'
import { judgeFault, mayRepeat } from './judge-fault'

const stdio: Endpoint = { kind: 'stdio', command: 'x', args: [], env: {} }
const remote: Endpoint = { kind: 'remote', transport: 'streamable-http', url: 'http://h/mcp', headers: {} }
const http = (status: number, text = '') =>
  new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, `Error POSTing to endpoint: ${text}`, {
    status,
    text,
  })
const system = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })

const harmless = { readOnlyHint: true }
const unknown = {}

describe('judgeFault', () => {
  it('takes a 404, and a 400 that names the session, for a session that is forgotten', () => {
    const forgotten = { delivered: 'no', session: 'forgotten' }
    expect(judgeFault(http(404), remote)).toEqual(forgotten)
    expect(judgeFault(http(400, 'No valid session ID provided'), remote)).toEqual(forgotten)
    expect(judgeFault(http(400, 'Server not initialized'), remote)).toEqual(forgotten)
    expect(judgeFault(new Error('Error POSTing to endpoint (HTTP 404): gone'), remote)).toEqual(forgotten)
  })

  it('leaves the session alone when the server refuses just this request', () => {
    expect(judgeFault(http(400, 'bad argument'), remote)).toEqual({ delivered: 'no', session: 'alive' })
    expect(judgeFault(http(429), remote).session).toBe('alive')
    const answered = { delivered: 'answered', session: 'alive' }
    expect(judgeFault(new ProtocolError(-32_602, 'Unknown tool'), remote)).toEqual(answered)
    expect(judgeFault(new SdkError(SdkErrorCode.InvalidResult, 'no'), remote)).toEqual(answered)
    const tooLarge = new ProtocolError(-32_000, 'x', new AppError('too-large', 'x'))
    expect(judgeFault(tooLarge, stdio)).toEqual(answered)
  })

  it('knows when a request has surely not arrived', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH']) {
      expect(judgeFault(system(code), remote)).toEqual({ delivered: 'no', session: 'lost' })
    }
    expect(judgeFault(new Error('Not connected'), stdio).delivered).toBe('no')
    expect(judgeFault(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), stdio).delivered).toBe('no')
  })

  it('admits when it may have arrived', () => {
    expect(judgeFault(system('ECONNRESET'), remote)).toEqual({ delivered: 'maybe', session: 'doubtful' })
    expect(judgeFault(new SdkError(SdkErrorCode.ConnectionClosed, 'closed'), stdio)).toEqual({
      delivered: 'maybe',
      session: 'lost',
    })
    expect(judgeFault(http(502), remote).delivered).toBe('maybe')
    const cut = new ProtocolError(-32_000, 'x', new AppError('unreachable', 'cut off'))
    expect(judgeFault(cut, remote)).toEqual({ delivered: 'maybe', session: 'doubtful' })
  })

  it('tells silence from a break', () => {
    const silence = new SdkError(SdkErrorCode.RequestTimeout, 'Request timed out')
    expect(judgeFault(silence, stdio)).toEqual({ delivered: 'maybe', session: 'silent' })
  })
})

describe('mayRepeat', () => {
  it('repeats what surely did not arrive, whatever the tool', () => {
    expect(mayRepeat({ delivered: 'no', session: 'forgotten' }, unknown)).toBe(true)
    expect(mayRepeat({ delivered: 'no', session: 'lost' }, { destructiveHint: true })).toBe(true)
  })

  it('repeats what may have arrived only if the tool says that this is safe', () => {
    const maybe = { delivered: 'maybe', session: 'lost' } as const
    expect(mayRepeat(maybe, unknown)).toBe(false)
    expect(mayRepeat(maybe, undefined)).toBe(false)
    expect(mayRepeat(maybe, { readOnlyHint: false, idempotentHint: false })).toBe(false)
    expect(mayRepeat(maybe, harmless)).toBe(true)
    expect(mayRepeat(maybe, { idempotentHint: true })).toBe(true)
  })

  it('never repeats what the server answered, what ran out of time, or what was refused by a server in health', () => {
    expect(mayRepeat({ delivered: 'answered', session: 'alive' }, harmless)).toBe(false)
    expect(mayRepeat({ delivered: 'maybe', session: 'silent' }, harmless)).toBe(false)
    expect(mayRepeat({ delivered: 'no', session: 'alive' }, harmless)).toBe(false)
  })
})
