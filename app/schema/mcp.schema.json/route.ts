import { defineOpenRoute } from '@/lib/http/route'
import { getRuntime } from '@/lib/runtime/get-runtime'

/** Editors fetch it, without a token: it says how files are written, and nothing of those that are there. */
export const GET = defineOpenRoute('configSchema', async () => {
  const { config } = await getRuntime()
  return new Response(JSON.stringify(config.schema(), null, 2), {
    headers: {
      'content-type': 'application/schema+json; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    },
  })
})
