import 'server-only'
import type { Middleware } from './answer-fit'
import { asError } from './retry-delay'

type ModelStream = Awaited<ReturnType<NonNullable<Middleware['wrapStream']>>>['stream']
type ModelPart = ModelStream extends ReadableStream<infer P> ? P : never

/**
 * Waits for the first of a model's parts that a person would see, and gives the stream back whole. Rejects with what
 * went wrong before it: then nothing was shown, and the model can be asked again as if it had refused at once.
 */
export async function firstShown(stream: ModelStream, signal: AbortSignal | undefined): Promise<ModelStream> {
  const reader = stream.getReader()
  const seen: ModelPart[] = []
  try {
    for (;;) {
      const { done, value } = await unlessAborted(reader.read(), signal)
      if (done) return joined(seen, reader)
      if (value.type === 'error') throw asError(value.error)
      seen.push(value)
      if (isShown(value)) return joined(seen, reader)
    }
  } catch (error) {
    // Who hangs up may have nothing to hear any more; the error is what is told.
    void reader.cancel(error).catch(() => undefined)
    throw error
  }
}

/** Also the end: an answer without a word is one. */
function isShown(part: ModelPart): boolean {
  switch (part.type) {
    case 'stream-start':
    case 'response-metadata':
    case 'raw':
    case 'text-start':
    case 'text-end':
    case 'reasoning-start':
    case 'reasoning-end':
      return false
    case 'text-delta':
    case 'reasoning-delta':
      return part.delta !== ''
    default:
      return true
  }
}

function joined(seen: readonly ModelPart[], reader: ReadableStreamDefaultReader<ModelPart>): ModelStream {
  let at = 0
  return new ReadableStream<ModelPart>({
    pull: async (controller) => {
      const before = seen[at++]
      if (before) {
        controller.enqueue(before)
        return
      }
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** A stream need not end with its signal. */
async function unlessAborted<T>(task: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return task
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(asError(signal.reason))
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([task, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
