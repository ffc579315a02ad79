import { clearReranker, getReranker, setReranker } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getReranker, ({ runtime }) => runtime.reranker.view())

export const PUT = defineRoute(setReranker, ({ runtime, body }) => runtime.reranker.set(body))

export const DELETE = defineRoute(clearReranker, ({ runtime }) => runtime.reranker.clear())
