import { listRuns, runSource } from '@/lib/domain/api/discovery'
import { defineRoute } from '@/lib/http/route'

/** A run that takes longer is answered as it is, in ms. */
const WAIT_MS = 30_000

export const GET = defineRoute(listRuns, ({ runtime, params, query }) =>
  runtime.discovery.runs(params.id, query),
)

export const POST = defineRoute(runSource, ({ runtime, params, query, signal }) =>
  runtime.discovery.run(params.id, {
    dryRun: query.dryRun,
    wait: query.wait || query.dryRun,
    signal: AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]),
  }),
)
