import { createCollection, listCollections } from '@/lib/domain/api/documents'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listCollections, async ({ runtime }) => ({
  items: await runtime.library.collections(),
}))

export const POST = defineRoute(createCollection, ({ runtime, body }) =>
  runtime.library.createCollection(body),
)
