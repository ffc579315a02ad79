import { getServer, removeServer, updateServer } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getServer, ({ runtime, params }) => runtime.registry.detail(params.name))

export const PATCH = defineRoute(updateServer, ({ runtime, params, body }) =>
  runtime.registry.update(params.name, body),
)

export const DELETE = defineRoute(removeServer, ({ runtime, params }) => runtime.registry.remove(params.name))
