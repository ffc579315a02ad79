import 'server-only'
import type { FetchLike } from '@modelcontextprotocol/client'
import { tooLarge } from './local-fault'

const LF = 0x0a
const CR = 0x0d

/**
 * A fetch whose answers hold no message over `maxBytes`: of a JSON body the whole counts, of an event stream each event.
 * `onTooLarge` hears of it too, because the SDK tells a broken stream in words alone.
 */
export function boundedFetch(maxBytes: number, onTooLarge: (error: Error) => void): FetchLike {
  return async (url, init) => {
    const response = await fetch(url, init)
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    // A compressed body says how long it is packed, which tells nothing.
    const isPacked = response.headers.has('content-encoding')
    const declared = isPacked ? Number.NaN : Number(response.headers.get('content-length') ?? Number.NaN)
    if (!isStream && declared > maxBytes) {
      await response.body?.cancel()
      const error = tooLarge(declared, maxBytes)
      onTooLarge(error)
      throw error
    }
    // A declared length is enforced by the HTTP client itself.
    if (!response.body || declared <= maxBytes) return response
    const body = bounded(response.body, isStream ? eventMeter() : bodyMeter(), { maxBytes, onTooLarge })
    const { status, statusText, headers } = response
    return new Response(body, { status, statusText, headers })
  }
}

function bounded(
  source: ReadableStream<Uint8Array>,
  measure: (chunk: Uint8Array) => number,
  limit: { maxBytes: number; onTooLarge: (error: Error) => void },
): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) {
        controller.close()
        return
      }
      const size = measure(value)
      if (size > limit.maxBytes) {
        const error = tooLarge(size, limit.maxBytes)
        limit.onTooLarge(error)
        controller.error(error)
        void reader.cancel().catch(() => undefined)
        return
      }
      controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** Measures an event stream: the longest event so far. A blank line ends one; `\n`, `\r\n` and `\r` all end a line. */
function eventMeter(): (chunk: Uint8Array) => number {
  let size = 0
  let longest = 0
  let lineIsEmpty = true
  let afterCr = false
  return (chunk) => {
    for (const byte of chunk) {
      size += 1
      if (byte === LF && afterCr) {
        afterCr = false
        continue
      }
      afterCr = byte === CR
      const endsLine = afterCr || byte === LF
      if (endsLine && lineIsEmpty) {
        longest = Math.max(longest, size)
        size = 0
      }
      lineIsEmpty = endsLine
    }
    return Math.max(longest, size)
  }
}

function bodyMeter(): (chunk: Uint8Array) => number {
  let size = 0
  return (chunk) => (size += chunk.length)
}
