import { getDocumentText } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getDocumentText, ({ runtime, params, query }) =>
  runtime.library.text(params.id, query),
)
