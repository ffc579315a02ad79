import { exportServers } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(exportServers, ({ runtime, query }) => runtime.documents.export(query))
