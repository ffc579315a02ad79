import { getPublicStatus } from '@/lib/domain/api/status'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getPublicStatus, ({ runtime }) => runtime.statusPage.read())
