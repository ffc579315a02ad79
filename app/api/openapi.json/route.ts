import { getOpenApi } from '@/lib/domain/api/openapi'
import { openApi } from '@/lib/http/openapi'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getOpenApi, () => openApi())
