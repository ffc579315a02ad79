import { actOnDocuments } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(actOnDocuments, ({ runtime, body }) => runtime.library.act(body))
