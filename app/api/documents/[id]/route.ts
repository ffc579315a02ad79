import { changeDocument, getDocument, removeDocument } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getDocument, ({ runtime, params }) => runtime.library.get(params.id))

export const PATCH = defineRoute(changeDocument, ({ runtime, params, body }) =>
  runtime.library.change(params.id, body),
)

export const DELETE = defineRoute(removeDocument, ({ runtime, params }) => runtime.library.remove(params.id))
