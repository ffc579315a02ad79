import 'server-only'
import { messageOf } from '@/lib/kit/app-error'

export interface SseOptions {
  /** Frames ready to be sent; ending it ends the response. */
  frames: AsyncIterable<string>
  /** Aborts when the reader goes away. */
  signal: AbortSignal
  heartbeatMs?: number
  /** A reader that takes nothing for so long is dropped; it may come back with its Last-Event-ID. */
  stallMs?: number
}

const ENCODER = new TextEncoder()
/** How much may wait in the stream before the source is left unread. */
const BUFFERED_BYTES = 256 * 1_024

/** One event in the wire format (WHATWG HTML, server-sent events). */
export function frame({ event, id, data }: { event?: string; id?: number; data: unknown }): string {
  const head = `${event === undefined ? '' : `event: ${event}\n`}${id === undefined ? '' : `id: ${id}\n`}`
  return `${head}data: ${JSON.stringify(data)}\n\n`
}

/** A response that is written only as fast as it is read, and shows by comments that it lives. */
export function sseResponse({
  frames,
  signal,
  heartbeatMs = 15_000,
  stallMs = 30_000,
}: SseOptions): Response {
  const iterator = frames[Symbol.asyncIterator]()
  let timer: NodeJS.Timeout | undefined
  let takenAt = Date.now()
  let over = false

  const end = () => {
    if (over) return
    over = true
    clearInterval(timer)
    signal.removeEventListener('abort', end)
    void iterator.return?.()
  }
  const finish = (controller: ReadableStreamDefaultController<Uint8Array>, last?: string) => {
    if (over) return
    end()
    if (last !== undefined) controller.enqueue(ENCODER.encode(last))
    controller.close()
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // At once, so that headers go out and the browser knows the stream is open.
        controller.enqueue(ENCODER.encode('retry: 1000\n\n'))
        timer = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(ENCODER.encode(':\n\n'))
          else if (Date.now() - takenAt > stallMs) {
            finish(controller, frame({ event: 'end', data: { reason: 'too-slow' } }))
          }
        }, heartbeatMs)
        timer.unref()
        signal.addEventListener('abort', () => finish(controller), { once: true })
      },
      async pull(controller) {
        takenAt = Date.now()
        const next = await iterator.next().catch((error: unknown) => ({
          done: true as const,
          value: frame({ event: 'end', data: { reason: messageOf(error) } }),
        }))
        if (over) return
        if (next.done) finish(controller, typeof next.value === 'string' ? next.value : undefined)
        else controller.enqueue(ENCODER.encode(next.value))
      },
      cancel: end,
    },
    { highWaterMark: BUFFERED_BYTES, size: (chunk) => chunk.byteLength },
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // no-transform keeps compression, which gathers, away from a stream.
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}
