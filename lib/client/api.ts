import type { z } from 'zod'
import { type Operation, type ProblemDetails, problemDetailsSchema } from '../domain/api/operation'

export interface ClientOptions {
  /** Where Portolan answers, as `http://127.0.0.1:8080`; the page's own origin without. */
  baseUrl?: string
  /** Access token; a page has its session cookie instead. */
  token?: string
  fetch?: typeof globalThis.fetch
}

/** A failure that the server explained, or `unreachable` when it did not answer at all. */
export class ApiError extends Error {
  constructor(
    readonly problem: ProblemDetails,
    options?: ErrorOptions,
  ) {
    super(problem.detail, options)
    this.name = 'ApiError'
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }
}

/** A part without required fields may be left out. */
type Given<Key extends string, Input> =
  IsOptional<Input> extends true ? { [K in Key]?: Input } : { [K in Key]: Input }
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- what an empty object satisfies needs nothing
type IsOptional<Input> = undefined extends Input ? true : Record<never, never> extends Input ? true : false

/** A query is written in the values of its result (`{ wait: true }`), or as it stands in the URL. */
type QueryInput<Q extends z.ZodType> = Partial<z.output<Q>> | z.input<Q>

/** What a call of the operation needs. */
export type CallInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Given<
  'params',
  z.input<P>
> &
  Given<'query', QueryInput<Q>> &
  Given<'body', z.input<B>> & { signal?: AbortSignal }

type Arguments<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> =
  IsOptional<CallInput<P, Q, B>> extends true ? [input?: CallInput<P, Q, B>] : [input: CallInput<P, Q, B>]

interface LooseInput {
  params?: unknown
  query?: unknown
  body?: unknown
  signal?: AbortSignal
}

export interface ApiClient {
  /** Resolves with the answer's value; throws `ApiError`, or the signal's reason. */
  call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    ...input: Arguments<P, Q, B>
  ): Promise<z.output<R>>
  /** The answer as it comes, for streams. Throws as `call` does. */
  fetch<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    ...input: Arguments<P, Q, B>
  ): Promise<Response>
}

export function createClient(options: ClientOptions = {}): ApiClient {
  const send = (operation: Operation, input: LooseInput) => request(options, operation, input)
  return {
    async call(operation, ...[input]) {
      const response = await send(operation, input ?? {})
      // The server has checked its answer against this very schema.
      return (response.status === 204 ? undefined : await response.json()) as never
    },
    fetch: (operation, ...[input]) => send(operation, input ?? {}),
  }
}

async function request(options: ClientOptions, operation: Operation, input: LooseInput): Promise<Response> {
  const headers = new Headers()
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`)
  if (input.body !== undefined) headers.set('content-type', 'application/json')
  const url = urlOf(operation, input, options.baseUrl)
  const response = await reach(options.fetch ?? globalThis.fetch, url, {
    method: operation.method,
    headers,
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    ...(input.signal && { signal: input.signal }),
  })
  if (!response.ok) throw await failureOf(response)
  return response
}

/** Path with its parameters filled, and the query; exported for links and EventSource. */
export function urlOf(
  operation: Pick<Operation, 'path'>,
  input: { params?: unknown; query?: unknown } = {},
  baseUrl = '',
): string {
  const params = (input.params ?? {}) as Record<string, unknown> // an operation's params are an object
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  )
  const search = new URLSearchParams(
    Object.entries((input.query ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter((item) => item !== undefined && item !== null)
        .map((item): [string, string] => [name, String(item)]),
    ),
  ).toString()
  return `${baseUrl.replace(/\/$/, '')}${path}${search && `?${search}`}`
}

async function reach(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError(localProblem('unreachable', 0, 'Portolan does not answer. Is it running?'), {
      cause: error,
    })
  }
}

async function failureOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined)
  const problem = problemDetailsSchema.safeParse(body)
  if (problem.success) return new ApiError(problem.data)
  return new ApiError(
    localProblem('internal', response.status, `The server answered ${response.status} without a reason`),
  )
}

function localProblem(code: string, status: number, detail: string): ProblemDetails {
  return {
    type: `urn:portolan:problem:${code}`,
    title: 'The call failed',
    status,
    code,
    detail,
    requestId: '',
  }
}
