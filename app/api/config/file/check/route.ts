import { checkConfigFile } from '@/lib/domain/api/config'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(checkConfigFile, ({ runtime, body }) =>
  runtime.config.check(body.path, body.text),
)
