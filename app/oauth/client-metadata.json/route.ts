import { defineOpenRoute } from '@/lib/http/route'
import { getRuntime } from '@/lib/runtime/get-runtime'

/** Authorization servers read it: it is who Portolan is to them (client ID metadata documents). */
export const GET = defineOpenRoute('clientMetadata', async () => {
  const { authorizations } = await getRuntime()
  const document = authorizations.clientMetadata()
  return document
    ? Response.json(document, { headers: { 'cache-control': 'public, max-age=300' } })
    : new Response('Portolan has no public https:// address (PORTOLAN_PUBLIC_URL)', { status: 404 })
})
