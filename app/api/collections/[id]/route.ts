import { changeCollection, removeCollection } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const PATCH = defineRoute(changeCollection, ({ runtime, params, body }) =>
  runtime.library.changeCollection(params.id, body),
)

export const DELETE = defineRoute(removeCollection, ({ runtime, params }) =>
  runtime.library.removeCollection(params.id),
)
