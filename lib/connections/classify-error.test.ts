import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client'
import { describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/domain/endpoint'
import { AppError } from '@/lib/kit/app-error'
import { classifyError } from './classify-error'

const stdio: Endpoint = { kind: 'stdio', command: 'chart', args: [], env: { KEY: 'sk-secret' } }
const remote: Endpoint = {
  kind: 'remote',
  transport: 'streamable-http',
  url: 'https://h:8443/mcp?k=qsecret',
  headers: {},
}
const http = (status: number, text = '') =>
  new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, `Error POSTing to endpoint: ${text}`, {
    status,
    text,
  })
const network = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
const spawn = (code: string) => Object.assign(new Error(`spawn chart ${code}`), { code })

const of = (error: unknown, endpoint: Endpoint) => {
  const { code, message } = classifyError(error, { endpoint })
  return `${code}: ${message}`
}

describe('classifyError', () => {
  const cases: [string, unknown, Endpoint, RegExp][] = [
    [
      'a missing command',
      spawn('ENOENT'),
      stdio,
      /^unreachable: Can't start "chart": there is no such command/,
    ],
    ['a file that is no program', spawn('EACCES'), stdio, /^unreachable: .*not a program/],
    ['a machine without resources', spawn('EAGAIN'), stdio, /^too-busy: /],
    ['arguments that are too long', spawn('E2BIG'), stdio, /^bad-input: /],
    ['nobody listening', network('ECONNREFUSED'), remote, /^unreachable: Nothing listens at h:8443/],
    ['an unknown host', network('ENOTFOUND'), remote, /^unreachable: The host name h is not known/],
    ['no route', network('EHOSTUNREACH'), remote, /^unreachable: There is no way to h:8443/],
    ['a broken socket', network('ECONNRESET'), remote, /^unreachable: .*broke the connection/],
    ['headers that never come', network('UND_ERR_HEADERS_TIMEOUT'), remote, /^timed-out: /],
    [
      'a certificate nobody trusts',
      network('DEPTH_ZERO_SELF_SIGNED_CERT'),
      remote,
      /^bad-certificate: The TLS certificate of h:8443 is not trusted/,
    ],
    ['what is no HTTP', network('HPE_INVALID_CONSTANT'), remote, /^protocol-error: .*does not speak HTTP/],
    ['a failed fetch without a reason', new TypeError('fetch failed'), remote, /^unreachable: No answer/],
    ['sign-in', http(401), remote, /^needs-auth: .*asks for sign-in/],
    ['a denial', http(403), remote, /^needs-auth: .*denies access/],
    ['no endpoint', http(404), remote, /^protocol-error: No MCP endpoint/],
    ['a method that is not allowed', http(405), remote, /^protocol-error: No MCP endpoint/],
    [
      'a redirect',
      http(307, 'Redirect to https://i/ not followed'),
      remote,
      /^protocol-error: .*redirect.*https:\/\/i\//,
    ],
    ['a request too large', http(413), remote, /^too-large: /],
    ['too many requests', http(429), remote, /^too-busy: /],
    ['trouble of the server', http(503), remote, /^unreachable: .*HTTP 503/],
    ['a refusal', http(400, 'no'), remote, /^protocol-error: .*refused.*no/],
    [
      'an error as answer',
      new ProtocolError(-32_602, 'Unknown tool'),
      stdio,
      /^protocol-error: .*Unknown tool \(-32602\)/,
    ],
    [
      'a time limit',
      new SdkError(SdkErrorCode.RequestTimeout, 'x'),
      stdio,
      /^timed-out: "chart" did not answer/,
    ],
    [
      'a closed connection',
      new SdkError(SdkErrorCode.ConnectionClosed, 'x'),
      stdio,
      /^unreachable: .*closed/,
    ],
    ['what is no JSON', new SyntaxError('Unexpected token'), remote, /^protocol-error: .*not JSON/],
    ['anything else', new Error('odd'), stdio, /^protocol-error: "chart": odd/],
    ['what is no error', 'odd', stdio, /^protocol-error: "chart": odd/],
  ]
  for (const [what, error, endpoint, words] of cases) {
    it(`has a code and a sentence for ${what}`, () => expect(of(error, endpoint)).toMatch(words))
  }

  it('tells a web page from other answers', () => {
    const page = new SdkError(
      SdkErrorCode.ClientHttpUnexpectedContent,
      'Unexpected content type: text/html; charset=utf-8',
    )
    expect(of(page, remote)).toMatch(/web page/)
    const image = new SdkError(SdkErrorCode.ClientHttpUnexpectedContent, 'Unexpected content type: image/png')
    expect(of(image, remote)).toMatch(/image\/png/)
  })

  it('finds the reason under the SDK’s "negotiation failed"', () => {
    const wrapped = new SdkError(SdkErrorCode.EraNegotiationFailed, 'probe failed', {
      cause: network('ECONNREFUSED'),
    })
    expect(of(wrapped, remote)).toMatch(/Nothing listens/)
    const inner = new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })], '')
    expect(of(new TypeError('fetch failed', { cause: inner }), remote)).toMatch(/Nothing listens/)
  })

  it('tells how a child ended and what its last words were', () => {
    const context = {
      endpoint: stdio,
      exit: { code: 3, signal: null },
      lastWords: ['reading', 'no key sk-secret'],
    }
    const { message } = classifyError(new Error('Connection closed'), context)
    expect(message).toBe('"chart" ended with code 3. Its last words: reading | no key ••••••••')
    const killed = { endpoint: stdio, exit: { code: null, signal: 'SIGKILL' } }
    expect(classifyError(new Error('x'), killed).message).toBe(
      '"chart" was ended by SIGKILL. It said nothing on stderr.',
    )
  })

  it('never shows a secret of the endpoint', () => {
    expect(of(new Error('bad key sk-secret'), stdio)).not.toContain('sk-secret')
    expect(of(network('ECONNRESET'), remote)).not.toContain('qsecret')
  })

  it('passes an AppError on, also from within an answer of our own transport', () => {
    const own = new AppError('too-large', 'Too large')
    expect(classifyError(own, { endpoint: stdio })).toBe(own)
    expect(classifyError(new ProtocolError(-32_000, 'x', own), { endpoint: stdio })).toBe(own)
    expect(classifyError(new TypeError('fetch failed', { cause: own }), { endpoint: remote })).toBe(own)
  })

  it('shortens what a server says without end', () => {
    expect(of(new ProtocolError(-1, 'x'.repeat(10_000)), stdio).length).toBeLessThan(500)
  })
})
