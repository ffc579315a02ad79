import 'server-only'
import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError, SseError } from '@modelcontextprotocol/client'
import type { Endpoint } from '@/lib/domain/endpoint'
import { AppError, type AppErrorCode, isAppError, messageOf } from '@/lib/kit/app-error'
import { addressOf, maskerOf } from './mask'
import { describeSystemError } from './system-error'

export interface ErrorContext {
  endpoint: Endpoint
  /** How the child ended, if it did. */
  exit?: { code: number | null; signal: string | null } | undefined
  /** The last lines of its stderr. */
  lastWords?: readonly string[]
}

/** Translates whatever the SDK, the network or a child threw into a code and a sentence: what failed, why, what to do. */
export function classifyError(error: unknown, context: ErrorContext): AppError {
  const fault = localFaultIn(error)
  if (fault) return fault
  const { code, message } = describe(error, context)
  const mask = maskerOf(context.endpoint)
  // The cause may hold headers of the request, so it is not carried along.
  return new AppError(code, mask(message))
}

/** An AppError that is the error, its cause, or the data that our own transport put into an answer. */
function localFaultIn(error: unknown): AppError | undefined {
  for (const link of chainOf(error)) {
    if (isAppError(link)) return link
    if (link instanceof ProtocolError && isAppError(link.data)) return link.data
  }
  return undefined
}

interface Described {
  code: AppErrorCode
  message: string
}

function describe(error: unknown, context: ErrorContext): Described {
  const { endpoint } = context
  if (endpoint.kind === 'stdio' && context.exit) return describeExit(endpoint.command, context.exit, context)
  const status = httpStatusOf(error)
  if (endpoint.kind === 'remote' && status !== undefined) return describeStatus(status, endpoint.url, error)
  if (error instanceof ProtocolError) return describeAnswer(error)
  const where = endpoint.kind === 'stdio' ? `"${endpoint.command}"` : addressOf(endpoint.url)
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return { code: 'timed-out', message: `${where} did not answer in time. It may be overloaded or stuck.` }
  }
  const system = describeSystemError(chainOf(error), endpoint)
  if (system) return system
  if (isUnreadable(error)) return describeUnreadable(error, where)
  if (isClosed(error)) {
    return {
      code: 'unreachable',
      message: `The connection to ${where} closed. It may have crashed or been restarted.`,
    }
  }
  return { code: 'protocol-error', message: `${where}: ${short(messageOf(error))}` }
}

function describeExit(
  command: string,
  exit: { code: number | null; signal: string | null },
  { lastWords = [] }: ErrorContext,
): Described {
  const how = exit.signal ? `was ended by ${exit.signal}` : `ended with code ${exit.code ?? 'unknown'}`
  const words = lastWords.slice(-3).join(' | ')
  const said = words ? ` Its last words: ${short(words)}` : ' It said nothing on stderr.'
  return { code: 'unreachable', message: `"${command}" ${how}.${said}` }
}

function describeStatus(status: number, url: string, error: unknown): Described {
  const where = addressOf(url)
  const said = short(messageOf(error).replace(/^Error POSTing to endpoint( \(HTTP \d+\))?: /, ''))
  if (status === 401) {
    return {
      code: 'needs-auth',
      message: `${where} asks for sign-in (HTTP 401). Sign in on its page, or give it an Authorization header.`,
    }
  }
  if (status === 403) {
    return {
      code: 'needs-auth',
      message: `${where} denies access (HTTP 403). Check that the credentials in its headers may use it.`,
    }
  }
  if (status >= 300 && status < 400)
    return { code: 'protocol-error', message: `${where} answers with a redirect. ${said}` }
  if (status === 404 || status === 405) {
    return {
      code: 'protocol-error',
      message: `No MCP endpoint at ${where} (HTTP ${status}). Check the path; many servers use /mcp or /sse.`,
    }
  }
  if (status === 413)
    return { code: 'too-large', message: `${where} refuses a request of this size (HTTP 413).` }
  if (status === 429) return { code: 'too-busy', message: `${where} asks to slow down (HTTP 429).` }
  if (status >= 500)
    return { code: 'unreachable', message: `${where} has trouble of its own (HTTP ${status}).` }
  return { code: 'protocol-error', message: `${where} refused the request (HTTP ${status}): ${said}` }
}

function describeAnswer(error: ProtocolError): Described {
  return {
    code: 'protocol-error',
    message: `The server answered with an error: ${short(error.message)} (${error.code})`,
  }
}

function describeUnreadable(error: unknown, where: string): Described {
  const text = chainText(error)
  const type = /content type: ([\w.+/-]+)/i.exec(text)?.[1]
  if (text.includes('expected "text/event-stream"')) {
    return {
      code: 'protocol-error',
      message: `${where} answers, but with no event stream. Check the path, or the transport.`,
    }
  }
  if (type?.includes('html')) {
    return {
      code: 'protocol-error',
      message: `${where} answers with a web page, not MCP. Check the path, or whether a sign-in page stands before it.`,
    }
  }
  const what = type ? `with ${type}` : 'with something that is not JSON'
  return { code: 'protocol-error', message: `${where} answers ${what}, not MCP. Check the address.` }
}

/** The HTTP status an error stands for, wherever the SDK has put it. */
export function httpStatusOf(error: unknown): number | undefined {
  for (const link of chainOf(error)) {
    if (link instanceof SdkHttpError) return link.status
    // A 200 is refused for its content type, which is another matter.
    if (link instanceof SseError && link.code !== undefined && link.code >= 300) return link.code
    // The SSE transport tells the status of a refused POST in its words alone.
    const told = link instanceof Error ? /endpoint \(HTTP (\d{3})\)/.exec(link.message)?.[1] : undefined
    if (told) return Number(told)
  }
  return undefined
}

/** The error, its causes, and the cause that the SDK keeps in `data`; outermost first. */
export function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let link = error; link !== undefined && link !== null && chain.length < 8;) {
    chain.push(link)
    link = causeOf(link)
  }
  return chain
}

function causeOf(link: unknown): unknown {
  if (!(link instanceof Error)) return undefined
  if (link.cause !== undefined) return link.cause
  if (link instanceof AggregateError) return link.errors[0]
  const data = link instanceof SdkError ? link.data : undefined
  return typeof data === 'object' && data !== null && 'cause' in data ? data.cause : undefined
}

function isUnreadable(error: unknown): boolean {
  return chainOf(error).some(
    (link) =>
      (link instanceof SdkError &&
        [SdkErrorCode.ClientHttpUnexpectedContent, SdkErrorCode.InvalidResult].includes(link.code)) ||
      link instanceof SyntaxError ||
      // The event stream's client tells a wrong content type in its words alone.
      (link instanceof SseError && /content type/i.test(link.message)),
  )
}

function isClosed(error: unknown): boolean {
  return chainOf(error).some(
    (link) =>
      (link instanceof SdkError &&
        [SdkErrorCode.ConnectionClosed, SdkErrorCode.NotConnected].includes(link.code)) ||
      (link instanceof Error && /^Not connected|connection closed|closed during/i.test(link.message)),
  )
}

function chainText(error: unknown): string {
  return chainOf(error).map(messageOf).join('\n')
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
