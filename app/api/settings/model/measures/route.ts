import { setModelMeasures } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const PUT = defineRoute(setModelMeasures, ({ runtime, body }) => runtime.models.setMeasures(body))
