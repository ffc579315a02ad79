import { getConfig } from '@/lib/domain/api/config'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getConfig, ({ runtime }) => runtime.config.view())
