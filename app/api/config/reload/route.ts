import { reloadConfig } from '@/lib/domain/api/config'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(reloadConfig, ({ runtime }) => runtime.config.reload())
