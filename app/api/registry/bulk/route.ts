import { bulkServers } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(bulkServers, async ({ runtime, body }) => runtime.registry.bulk(body))
