import { exportJson } from '@/lib/domain/api/conversations'
import { downloadOf } from '@/lib/http/download'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(exportJson, async ({ runtime, params }) =>
  downloadOf(await runtime.conversations.json(params.id), { ending: 'json', mediaType: 'application/json' }),
)
