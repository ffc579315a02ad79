import { listGoldSets, createGoldSet } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listGoldSets, ({ runtime }) => runtime.evaluation.list())

export const POST = defineRoute(createGoldSet, ({ runtime, body }) => runtime.evaluation.create(body))
