import { annotateIncident } from '@/lib/domain/api/incidents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(annotateIncident, ({ runtime, params, body }) =>
  runtime.incidents.annotate(params.id, body),
)
