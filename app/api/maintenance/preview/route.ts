import { previewMaintenance } from '@/lib/domain/api/incidents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(previewMaintenance, ({ runtime, body }) => ({
  spans: runtime.maintenance.preview(body.schedule),
}))
