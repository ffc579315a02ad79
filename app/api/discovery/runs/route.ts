import { listAllRuns } from '@/lib/domain/api/discovery'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listAllRuns, ({ runtime, query }) => runtime.discovery.runs(undefined, query))
