import { exportMarkdown } from '@/lib/domain/api/conversations'
import { downloadOf } from '@/lib/http/download'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(exportMarkdown, async ({ runtime, params }) =>
  downloadOf(await runtime.conversations.markdown(params.id), { ending: 'md', mediaType: 'text/markdown' }),
)
