import { clearModel, getModel, setModel } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getModel, ({ runtime }) => runtime.models.view())

export const PUT = defineRoute(setModel, ({ runtime, body }) => runtime.models.set(body))

export const DELETE = defineRoute(clearModel, ({ runtime }) => runtime.models.clear())
