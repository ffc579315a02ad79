import { acknowledgeIncidents } from '@/lib/domain/api/incidents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(acknowledgeIncidents, ({ runtime, body }) =>
  runtime.incidents.acknowledge(body),
)
