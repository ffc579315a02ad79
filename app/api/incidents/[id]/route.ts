import { getIncident } from '@/lib/domain/api/incidents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getIncident, ({ runtime, params }) => runtime.incidents.get(params.id))
