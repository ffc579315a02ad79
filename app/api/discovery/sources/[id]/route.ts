import { updateSource } from '@/lib/domain/api/discovery'
import { defineRoute } from '@/lib/http/route'

export const PATCH = defineRoute(updateSource, ({ runtime, params, body }) =>
  runtime.discovery.update(params.id, body),
)
