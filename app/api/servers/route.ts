import { listServers, registerServer } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listServers, ({ runtime, query }) => runtime.registry.list(query))

export const POST = defineRoute(registerServer, ({ runtime, body }) => runtime.registry.register(body))
