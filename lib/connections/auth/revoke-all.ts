import 'server-only'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import { type Reach, withAuthFetch } from './auth-fetch'
import { authTrouble } from './auth-trouble'
import type { AuthorizationRecord } from './record'
import { revokeToken } from './token-requests'

/**
 * Tells the authorization server that the tokens are used no more, as far as it wants to know. Answers with why it could
 * not be told. Without the endpoint, for a server that is gone.
 */
export async function revokeAll(
  record: AuthorizationRecord,
  endpoint: RemoteEndpoint | undefined,
  reach: Reach,
): Promise<string | undefined> {
  const { tokens, server } = record
  if (!tokens) return undefined
  const at = endpoint ?? endpointOf(record)
  const { access, refresh } = tokens
  try {
    await withAuthFetch(at, reach, async (fetch) => {
      // With it, most end the access token too.
      if (refresh !== null) await revokeToken(record, at, { token: refresh, kind: 'refresh_token', fetch })
      await revokeToken(record, at, { token: access, kind: 'access_token', fetch })
    })
    return undefined
  } catch (error) {
    const { host } = new URL(server.url)
    const { message } = authTrouble(error, host, [access, refresh, at.auth?.clientSecret])
    return `The tokens were forgotten here, but could not be revoked: ${message}`
  }
}

/** Its address alone is known, which says where requests may go. */
function endpointOf({ binding }: AuthorizationRecord): RemoteEndpoint {
  const [url] = JSON.parse(binding) as [string] // As `bindingOf` made it.
  return { kind: 'remote', transport: 'streamable-http', url, headers: {} }
}
