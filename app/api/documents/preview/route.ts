import { previewFile } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(previewFile, ({ runtime, request, signal }) =>
  runtime.library.previewFile(request, signal),
)
