import { testModel } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(testModel, ({ runtime, body }) => runtime.models.test(body))
