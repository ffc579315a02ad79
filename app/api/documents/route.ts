import { addDocuments, listDocuments } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listDocuments, ({ runtime, query }) => runtime.library.list(query))

export const POST = defineRoute(addDocuments, ({ runtime, request, signal }) =>
  runtime.library.upload(request, signal),
)
