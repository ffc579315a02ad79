import { closeConnection, openConnection } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const PUT = defineRoute(openConnection, ({ runtime: { pool }, params, query, signal }) =>
  query.wait ? pool.open(params.name, signal) : pool.begin(params.name),
)

export const DELETE = defineRoute(closeConnection, ({ runtime, params }) => runtime.pool.close(params.name))
