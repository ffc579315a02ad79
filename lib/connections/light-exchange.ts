import 'server-only'
import { SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client'
import { type Dispatcher, request } from 'undici'

/** An answer to a probe is small; what is larger is none. */
const MAX_BYTES = 1024 * 1024

export interface Exchange {
  url: string
  headers: Record<string, string>
  dispatcher: Dispatcher
  signal: AbortSignal
}

export interface Answered {
  /** What was answered, where it was a result in the words of JSON-RPC and no error. */
  result: Record<string, unknown> | undefined
  sessionId: string | undefined
}

/**
 * Posts one JSON-RPC request as Streamable HTTP has it and reads no more than its answer. A client and a transport of
 * the SDK would do the same at ten times the cost. Rejects with what undici threw, or an SdkHttpError.
 */
export async function exchange(
  { url, headers, dispatcher, signal }: Exchange,
  body: { id: number; method: string; params: Record<string, unknown> },
): Promise<Answered> {
  const answer = await request(url, {
    method: 'POST',
    dispatcher,
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...body }),
  })
  const { statusCode, headers: told } = answer
  const isStream = String(told['content-type'] ?? '').startsWith('text/event-stream')
  const text = await read(answer.body, isStream)
  const id = told['mcp-session-id']
  const sessionId = typeof id === 'string' ? id : undefined
  const message = isStream ? messageIn(text, body.id) : parsed(text)
  if (statusCode < 200 || statusCode > 299) {
    const data = { status: statusCode, statusText: '', text, challenge: told['www-authenticate'] ?? null }
    throw new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, text.slice(0, 1_000), data)
  }
  return { result: isRecord(message) && isRecord(message.result) ? message.result : undefined, sessionId }
}

/** Ends a session of the old era. Answers whether the server let us. */
export async function endSession(
  { url, headers, dispatcher, signal }: Exchange,
  sessionId: string,
): Promise<boolean> {
  const { statusCode, body } = await request(url, {
    method: 'DELETE',
    dispatcher,
    signal,
    headers: { ...headers, 'mcp-session-id': sessionId },
  })
  await body.dump()
  return statusCode !== 405
}

async function read(body: Dispatcher.ResponseData['body'], isStream: boolean): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece)
    bytes += piece.length
    // A stream may stay open after the answer, and for ever.
    if (bytes > MAX_BYTES || (isStream && /\n\r?\n/.test(piece.toString('latin1')) && hasAnswer(pieces)))
      break
  }
  return Buffer.concat(pieces).toString('utf8')
}

function hasAnswer(pieces: Buffer[]): boolean {
  return messagesIn(Buffer.concat(pieces).toString('utf8')).some(
    (message) => isRecord(message) && ('result' in message || 'error' in message),
  )
}

function messageIn(text: string, id: number): unknown {
  return messagesIn(text).find((message) => isRecord(message) && message.id === id)
}

/** The messages of the events that are whole. */
function messagesIn(text: string): unknown[] {
  return text
    .split(/\r?\n\r?\n/)
    .slice(0, -1)
    .map((event) =>
      parsed(
        event
          .split(/\r?\n/)
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5))
          .join('\n'),
      ),
    )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
