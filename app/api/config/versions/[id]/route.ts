import { getConfigVersion } from '@/lib/domain/api/config'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getConfigVersion, ({ runtime, params }) => runtime.config.version(params.id))
