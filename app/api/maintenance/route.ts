import { addMaintenance, listMaintenance } from '@/lib/domain/api/incidents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listMaintenance, ({ runtime }) => ({ items: runtime.maintenance.list() }))

export const POST = defineRoute(addMaintenance, ({ runtime, body }) => runtime.maintenance.add(body))
