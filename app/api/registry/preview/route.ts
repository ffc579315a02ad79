import { previewServers } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(previewServers, ({ runtime, body }) => runtime.documents.preview(body.text))
