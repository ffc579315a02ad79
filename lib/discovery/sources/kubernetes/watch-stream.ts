import 'server-only'
import { StringDecoder } from 'node:string_decoder'
import { z } from 'zod'
import { AppError } from '@/lib/kit/app-error'
import { type ApiError, apiErrorOf } from './api-error'

/** Several times what etcd can hold as one object. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024

export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: unknown }
  | { type: 'ERROR'; error: ApiError }

const eventSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.unknown(),
})

/**
 * The events of a watch: one JSON document a line. Throws `protocol-error` on a line that is none: an event was lost, and
 * only a new list can tell which. Half a line at the end is a cut connection, and comes again.
 */
export async function* readEvents(body: AsyncIterable<Buffer>): AsyncGenerator<WatchEvent> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of body) {
    const lines = decoder.write(chunk).split('\n')
    lines[0] = rest + (lines[0] ?? '')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield readEvent(line)
    if (rest.length > MAX_LINE_CHARACTERS)
      throw new AppError('too-large', 'A watch sent an event that is larger than any object can be')
  }
}

function readEvent(line: string): WatchEvent {
  const result = eventSchema.safeParse(parsed(line))
  if (!result.success)
    throw new AppError(
      'protocol-error',
      'A watch sent something that is no event; everything is listed again',
    )
  const { type, object } = result.data
  return type === 'ERROR' ? { type, error: apiErrorOf(object) } : { type, object }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
