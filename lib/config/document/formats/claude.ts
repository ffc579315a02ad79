import 'server-only'
import type { ServerSpec } from '@/lib/domain/server'
import { entriesUnder, type JsonObject, type WritableFormat } from '../format'
import { headerFields, knownExtras, lostFields, stdioFields } from './write-fields'

const EXTRAS = ['headersHelper', 'oauth', 'alwaysLoad']

/** Claude Desktop and Claude Code (`.mcp.json`): a remote server says its type. */
export const claude: WritableFormat = {
  id: 'claude',
  title: 'Claude Desktop and Claude Code',
  root: 'mcpServers',
  fileName: '.mcp.json',
  syntax: 'json',
  placeholder: (name) => `\${${name}}`,
  detect: (document) => Object.hasOwn(document, 'mcpServers'),
  read: (document) => entriesUnder(document, 'mcpServers', (entry) => ({ document: entry, warnings: [] })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, EXTRAS)
    return { entry: { ...typedEndpoint(spec), ...extras }, lost: [...lostFields(spec), ...lost] }
  },
}

/** A stdio server as everywhere; a remote one as `type`, `url`, `headers` (also in VS Code). */
export function typedEndpoint(spec: ServerSpec): JsonObject {
  if (spec.endpoint.kind === 'stdio') return stdioFields(spec)
  const { transport, url } = spec.endpoint
  return { type: transport === 'sse' ? 'sse' : 'http', url, ...headerFields(spec) }
}
