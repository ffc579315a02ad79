import { changeGoldSet, getGoldSet, removeGoldSet } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getGoldSet, ({ runtime, params }) => runtime.evaluation.get(params.id))

export const PATCH = defineRoute(changeGoldSet, ({ runtime, params, body }) =>
  runtime.evaluation.change(params.id, body),
)

export const DELETE = defineRoute(removeGoldSet, ({ runtime, params }) =>
  runtime.evaluation.remove(params.id),
)
