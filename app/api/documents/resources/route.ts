import { addDocumentResources } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(addDocumentResources, ({ runtime, body }) =>
  runtime.library.addResources(body),
)
