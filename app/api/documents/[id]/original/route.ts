import { getDocumentOriginal } from '@/lib/domain/api/documents'
import { attachment } from '@/lib/http/attachment'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getDocumentOriginal, async ({ runtime, params }) =>
  attachment(await runtime.library.original(params.id)),
)
