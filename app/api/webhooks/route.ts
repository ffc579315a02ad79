import { addWebhook, listWebhooks } from '@/lib/domain/api/webhooks'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listWebhooks, async ({ runtime }) => ({
  items: await runtime.webhooks.list(),
}))

export const POST = defineRoute(addWebhook, ({ runtime, body }) => runtime.webhooks.add(body))
