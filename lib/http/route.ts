import 'server-only'
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Operation } from '@/lib/domain/api/operation'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Runtime } from '@/lib/runtime/compose'
import { getRuntime, peekRuntime } from '@/lib/runtime/get-runtime'
import { requestContext } from '@/lib/runtime/request-context'
import { guard } from './guard'
import { observed } from './observe'
import { problemOf, problemResponse } from './problem'
import { readBody, readParams, readQuery } from './request'

export interface Call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  runtime: Runtime
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  /** Aborts when the caller goes away or the server has no more time to drain. */
  signal: AbortSignal
  request: Request
}

/** A `Response` where the operation is not JSON or headers must be set; anything where there is nothing to tell. */
type Answer<R extends z.ZodType> = [z.input<R>] extends [undefined] ? unknown : z.input<R> | Response

type Handler<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> = (
  call: Call<P, Q, B>,
) => Promise<Answer<R>> | Answer<R>

type Route = (request: Request) => Promise<Response>

/**
 * A Next route handler from an operation: guards, parses, calls, checks the answer against the schema
 * (which also drops whatever the schema does not name), and turns every error into problem+json.
 */
export function defineRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(operation: Operation<P, Q, B, R>, handler: Handler<P, Q, B, R>): Route {
  const respond = withRequestId(operation.id, async (request) => {
    const runtime = await getRuntime()
    guard(request, runtime.env, operation.open)
    const url = new URL(request.url)
    const result = await handler({
      runtime,
      params: readParams(operation, url),
      query: readQuery(operation.query, url),
      body: await readBody(operation.body, request),
      signal: AbortSignal.any([request.signal, runtime.signal]),
      request,
    })
    return result instanceof Response ? result : answer(operation, result)
  })
  return (request) => observed(operation, request, () => respond(request))
}

/** For what must answer before the runtime is there, and tells nothing worth guarding: probes and unknown paths. */
export function defineOpenRoute(name: string, handler: (request: Request) => unknown): Route {
  return withRequestId(name, async (request) => {
    const result = await handler(request)
    return result instanceof Response ? result : json(result, 200)
  })
}

function withRequestId(operationId: string, respond: Route): Route {
  return async (request) => {
    const requestId = requestIdOf(request)
    const response = await requestContext.run({ requestId }, () =>
      respond(request).catch((error: unknown) =>
        failed(withReason(error, request), { requestId, operationId }),
      ),
    )
    response.headers.set('x-request-id', requestId)
    return response
  }
}

/** The caller's own id if it is a sane one, so that a trace can be followed through a proxy. */
function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID()
}

function answer(operation: Operation, result: unknown): Response {
  if (operation.status === 204) return new Response(null, { status: 204 })
  const checked = operation.response.safeParse(result)
  if (!checked.success) {
    throw new Error(`The answer of ${operation.id} breaks its own schema`, { cause: checked.error })
  }
  return json(checked.data, operation.status)
}

function json(value: unknown, status: number): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store' } })
}

/** A cancelled call may throw anything; why it was cancelled is known here, and is nothing to log. */
function withReason(error: unknown, request: Request): unknown {
  if (request.signal.aborted) return new AppError('cancelled', 'The caller went away', { cause: error })
  if (peekRuntime()?.signal.aborted) {
    return new AppError('shutting-down', 'Cancelled, because the server is shutting down', { cause: error })
  }
  return error
}

async function failed(
  error: unknown,
  { requestId, operationId }: { requestId: string; operationId: string },
): Promise<Response> {
  const problem = problemOf(error, requestId)
  if (problem.code === 'internal') await report(error, operationId)
  return problemResponse(problem)
}

async function report(error: unknown, operationId: string): Promise<void> {
  try {
    const { logger } = await getRuntime()
    logger.error({ err: error, operation: operationId }, 'A request failed unexpectedly')
  } catch (noRuntime) {
    throw new AppError('internal', `${operationId} failed: ${messageOf(error)}`, { cause: noRuntime })
  }
}
