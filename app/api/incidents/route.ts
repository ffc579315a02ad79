import { listIncidents } from '@/lib/domain/api/incidents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listIncidents, ({ runtime, query }) => runtime.incidents.list(query))
