import 'server-only'
import type { z } from 'zod'
import type { Operation } from '@/lib/domain/api/operation'
import { AppError } from '@/lib/kit/app-error'
import { badInput } from './problem'

/** Enough for a pasted document of 5 MB in JSON's own escapes, or for ten thousand servers at once. */
export const MAX_BODY_BYTES = 16 * 1_024 * 1_024

/** Values of `{name}` in the operation's path. Read from the URL, so that a route can be called without Next. */
export function readParams<P extends z.ZodType>(operation: Operation<P>, url: URL): z.output<P> {
  const expected = operation.path.split('/')
  const actual = url.pathname.split('/')
  const values = expected.flatMap((part, index) => {
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    return name === undefined ? [] : [[name, decode(actual[index] ?? '')] as const]
  })
  return parse(operation.params, Object.fromEntries(values), 'Path')
}

/** A name given once is a string, one given again and again an array. */
export function readQuery<Q extends z.ZodType>(schema: Q, url: URL): z.output<Q> {
  const values: Record<string, string | string[]> = {}
  for (const name of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(name)
    values[name] = all.length === 1 && all[0] !== undefined ? all[0] : all
  }
  return parse(schema, values, 'Query')
}

/** JSON within the size limit. No body at all is `undefined`, which only an optional body accepts. */
export async function readBody<B extends z.ZodType>(schema: B, request: Request): Promise<z.output<B>> {
  if (schema.def.type === 'undefined') return undefined as z.output<B> // this schema has no other value
  const text = await readText(request)
  if (text === '') return parse(schema, undefined, 'Body')
  assertJson(request.headers.get('content-type'))
  return parse(schema, parseJson(text), 'Body')
}

function parse<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value)
  if (!result.success) throw badInput(what, result.error)
  return result.data
}

/** Also what keeps a foreign page's form from posting here: forms can't send this media type. */
function assertJson(contentType: string | null): void {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) return
  throw new AppError(
    'unsupported-media-type',
    `Send JSON with "Content-Type: application/json"${mediaType && `, not ${mediaType}`}`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('bad-input', 'The body is not valid JSON', { cause: error })
  }
}

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  if (!request.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function tooLarge(): AppError {
  return new AppError('too-large', `The body is larger than ${MAX_BODY_BYTES / 1_024 / 1_024} MB`)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    throw new AppError('bad-input', `"${part}" in the path is not valid percent-encoding`, { cause: error })
  }
}
