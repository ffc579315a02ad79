import { addDocumentUrls } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(addDocumentUrls, ({ runtime, body }) => runtime.library.addUrls(body))
