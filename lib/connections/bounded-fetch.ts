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
    const declared = Number(response.headers.get('content-length') ?? Number.NaN)
    if (!isStream && declared > maxBytes) {
      await response.body?.cancel()
      const error = tooLarge(declared, maxBytes)
      onTooLarge(error)
      throw error
    }
    // A declared length is enforced by the HTTP client itself.
    if (!response.body || declared <= maxBytes) return response
    const body = bounded(response.body, isStream ? eventCounter() : (chunk, size) => size + chunk.length, {
      maxBytes,
      onTooLarge,
    })
    const { status, statusText, headers } = response
    return new Response(body, { status, statusText, headers })
  }
}

function bounded(
  source: ReadableStream<Uint8Array>,
  count: (chunk: Uint8Array, size: number) => number,
  limit: { maxBytes: number; onTooLarge: (error: Error) => void },
): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  let size = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) {
        controller.close()
        return
      }
      size = count(value, size)
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

/** Counts the bytes since the last blank line, which ends an event; `\n`, `\r\n` and `\r` all end a line. */
function eventCounter(): (chunk: Uint8Array, size: number) => number {
  let lastWasEnd = false
  return (chunk, size) => {
    let since = -1
    // Backwards: only the last boundary of the chunk matters.
    for (let i = chunk.length - 1; i >= 0 && since < 0; i--) {
      if (chunk[i] !== LF && chunk[i] !== CR) continue
      const before = i > 0 ? chunk[i - 1] : lastWasEnd ? LF : undefined
      const beforeThat = i > 1 ? chunk[i - 2] : undefined
      const blank = chunk[i] === LF && before === CR ? beforeThat === LF : before === LF || before === CR
      if (blank) since = chunk.length - 1 - i
    }
    const last = chunk[chunk.length - 1]
    lastWasEnd = last === LF || last === CR
    return since < 0 ? size + chunk.length : since
  }
}
