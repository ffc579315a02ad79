import { saveServer } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(saveServer, ({ runtime, params, body }) =>
  runtime.documents.save(params.name, body.file),
)
