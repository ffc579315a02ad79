import 'server-only'
import type { Operation } from '@/lib/domain/api/operation'
import { peekRuntime } from '@/lib/runtime/get-runtime'
import { carrierOf } from '@/lib/telemetry/trace-context'

/** Asked for every few seconds by a machine, which would bury what people do. */
const UNTRACED: ReadonlySet<string> = new Set(['getMetrics'])

/** Tells traces and metrics of a request: which operation, how it was answered, how long until then. */
export async function observed(
  operation: Pick<Operation, 'id' | 'method' | 'path'>,
  request: Request,
  work: () => Promise<Response>,
): Promise<Response> {
  const runtime = peekRuntime()
  if (!runtime) return work()
  const { id, method, path } = operation
  const begun = performance.now()
  const counted = async () => {
    const response = await work()
    runtime.metrics.requests.answered(id, response.status, (performance.now() - begun) / 1_000)
    return response
  }
  if (UNTRACED.has(id)) return counted()
  const parent = carrierOf(request.headers)
  const attributes = { 'http.request.method': method, 'http.route': path, 'portolan.operation': id }
  return runtime.tracer.span(
    `${method} ${path}`,
    { kind: 'server', attributes, ...(parent && { parent }) },
    async (span) => {
      const response = await counted()
      span.set({ 'http.response.status_code': response.status })
      if (response.status >= 500) span.fail(String(response.status))
      return response
    },
  )
}
