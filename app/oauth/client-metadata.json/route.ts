import { AppError } from '@/lib/kit/app-error'
import { defineOpenRoute } from '@/lib/http/route'
import { getRuntime } from '@/lib/runtime/get-runtime'

/** Authorization servers read it: it is who Portolan is to them (client ID metadata documents). */
export const GET = defineOpenRoute('clientMetadata', async () => {
  const { authorizations } = await getRuntime()
  const document = authorizations.clientMetadata()
  if (!document)
    throw new AppError('not-found', 'Portolan has no public https:// address (PORTOLAN_PUBLIC_URL)')
  return Response.json(document, { headers: { 'cache-control': 'public, max-age=300' } })
})
