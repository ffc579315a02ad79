import { changeMaintenance, removeMaintenance } from '@/lib/domain/api/incidents'
import { defineRoute } from '@/lib/http/route'

export const PUT = defineRoute(changeMaintenance, ({ runtime, params, body }) =>
  runtime.maintenance.change(params.id, body),
)

export const DELETE = defineRoute(removeMaintenance, ({ runtime, params }) =>
  runtime.maintenance.remove(params.id),
)
