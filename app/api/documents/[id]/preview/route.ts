import { previewDocument } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(previewDocument, ({ runtime, params, body, signal }) =>
  runtime.library.previewDocument(params.id, body.chunking, signal),
)
