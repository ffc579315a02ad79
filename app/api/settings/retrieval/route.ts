import { getRetrieval, setRetrieval } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getRetrieval, ({ runtime }) => runtime.search.settings())

export const PUT = defineRoute(setRetrieval, ({ runtime, body }) => runtime.search.setSettings(body))
