import { connectMany, disconnectMany, listConnections } from '@/lib/domain/api/connections'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listConnections, ({ runtime: { pool, registry } }) => ({
  items: registry
    .all()
    .map(({ spec: { name } }) => ({ name, connection: pool.stateOf(name) }))
    .filter(({ connection }) => connection.kind !== 'idle'),
  nextCursor: null,
}))

export const POST = defineRoute(connectMany, ({ runtime, body }) => runtime.pool.connectAll(body))

export const DELETE = defineRoute(disconnectMany, async ({ runtime, body }) => ({
  closed: await runtime.pool.disconnect(body),
}))
