import { bulkServers } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(bulkServers, ({ runtime, body }) => runtime.registry.bulk(body))
