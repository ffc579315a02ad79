import { decideHeld, listHeld } from '@/lib/domain/api/discovery'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listHeld, ({ runtime, query }) => runtime.registry.held(query))

export const POST = defineRoute(decideHeld, ({ runtime, body }) => runtime.registry.decide(body))
