import { listPassages } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listPassages, ({ runtime, params, query }) =>
  runtime.library.passages(params.id, query),
)
