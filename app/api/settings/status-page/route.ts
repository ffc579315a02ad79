import { getStatusPageSettings, setStatusPageSettings } from '@/lib/domain/api/status'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getStatusPageSettings, ({ runtime }) => runtime.statusPage.settings())

export const PUT = defineRoute(setStatusPageSettings, ({ runtime, body }) => runtime.statusPage.set(body))
