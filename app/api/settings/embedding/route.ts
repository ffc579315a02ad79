import { clearEmbedding, getEmbedding, setEmbedding } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getEmbedding, ({ runtime }) => runtime.embedding.view())

export const PUT = defineRoute(setEmbedding, ({ runtime, body }) => runtime.embedding.set(body))

export const DELETE = defineRoute(clearEmbedding, ({ runtime }) => runtime.embedding.clear())
