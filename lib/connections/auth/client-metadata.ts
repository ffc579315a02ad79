import 'server-only'
import type { OAuthClientMetadata } from '@modelcontextprotocol/client'

export const CALLBACK_PATH = '/api/oauth/callback'
export const CLIENT_METADATA_PATH = '/oauth/client-metadata.json'

/** What Portolan says of itself when it registers (RFC 7591). */
export function clientMetadata(redirectUri: string, version: string): OAuthClientMetadata {
  return {
    client_name: 'Portolan',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    software_id: 'portolan',
    software_version: version,
  }
}

/** What stands at our own address as a client's id (client ID metadata documents): read by whoever may, so it holds no secret. */
export function clientMetadataDocument(publicUrl: string, version: string) {
  return {
    client_id: publicUrl + CLIENT_METADATA_PATH,
    ...clientMetadata(publicUrl + CALLBACK_PATH, version),
    client_uri: publicUrl,
    token_endpoint_auth_method: 'none',
    application_type: 'web',
  }
}
