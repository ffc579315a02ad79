import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { ServerSpec } from '@/lib/domain/server'
import { entriesUnder, type JsonObject, samplesUnder, type WritableFormat } from '../format'
import { headerFields, knownExtras, lostFields, stdioFields } from './write-fields'

/** Cursor (`.cursor/mcp.json`): a remote server is a `url` without a type, tried as Streamable HTTP first. */
export const cursor: WritableFormat = {
  id: 'cursor',
  title: 'Cursor',
  root: 'mcpServers',
  fileName: 'mcp.json',
  syntax: 'json',
  placeholder: (name) => `\${env:${name}}`,
  detect: (document) =>
    samplesUnder(document, 'mcpServers').some(
      (entry) =>
        (entry.url !== undefined && entry.type === undefined && entry.transport === undefined) ||
        JSON.stringify(entry).includes('${env:'),
    ),
  read: (document) =>
    entriesUnder(document, 'mcpServers', (entry) => ({ document: translate(entry), warnings: [] })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, ['envFile'])
    const isSse = spec.endpoint.kind === 'remote' && spec.endpoint.transport === 'sse'
    const endpoint =
      spec.endpoint.kind === 'stdio' ? stdioFields(spec) : { url: spec.endpoint.url, ...headerFields(spec) }
    const auth = authOf(spec)
    return {
      entry: { ...endpoint, ...auth, ...extras },
      lost: [...lostFields(spec, auth ? ['auth'] : []), ...lost, ...(isSse ? ['transport'] : [])],
    }
  },
}

/** Its `auth` holds a client that was registered beforehand: `CLIENT_ID`, `CLIENT_SECRET`, `scopes`. */
function translate(entry: JsonObject): JsonObject {
  if (!isObject(entry.auth)) return entry
  const { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, ...others } = entry.auth
  const client = {
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
  }
  return { ...entry, auth: { ...others, ...client } }
}

function authOf({ endpoint }: ServerSpec): JsonObject | undefined {
  const auth = endpoint.kind === 'remote' ? endpoint.auth : undefined
  if (auth?.kind !== 'oauth' || auth.clientId === undefined || auth.issuer !== undefined) return undefined
  const { clientId, clientSecret, scopes } = auth
  return {
    auth: {
      CLIENT_ID: clientId,
      ...(clientSecret !== undefined && { CLIENT_SECRET: clientSecret }),
      ...(scopes.length > 0 && { scopes }),
    },
  }
}
