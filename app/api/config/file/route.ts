import { getConfigFile, saveConfigFile } from '@/lib/domain/api/config'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getConfigFile, ({ runtime, query }) => runtime.config.read(query.path))

export const PUT = defineRoute(saveConfigFile, ({ runtime, body }) =>
  runtime.config.save(body.path, body.text, body.version),
)
