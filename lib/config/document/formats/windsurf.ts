import 'server-only'
import { entriesUnder, hasAnyKey, samplesUnder, type WritableFormat } from '../format'
import { headerFields, knownExtras, lostFields, stdioFields } from './write-fields'

const EXTRAS = ['alwaysAllow', 'disabledTools']

/** Windsurf (`mcp_config.json`): a remote server is a `serverUrl` or `url`; a server may be `disabled`. */
export const windsurf: WritableFormat = {
  id: 'windsurf',
  title: 'Windsurf',
  root: 'mcpServers',
  fileName: 'mcp_config.json',
  syntax: 'json',
  placeholder: (name) => `\${env:${name}}`,
  detect: (document) => hasAnyKey(samplesUnder(document, 'mcpServers'), ['serverUrl', ...EXTRAS]),
  read: (document) => entriesUnder(document, 'mcpServers', (entry) => ({ document: entry, warnings: [] })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, EXTRAS)
    const isSse = spec.endpoint.kind === 'remote' && spec.endpoint.transport === 'sse'
    const endpoint =
      spec.endpoint.kind === 'stdio'
        ? stdioFields(spec)
        : { serverUrl: spec.endpoint.url, ...headerFields(spec) }
    return {
      entry: { ...endpoint, ...(!spec.enabled && { disabled: true }), ...extras },
      lost: [...lostFields(spec, ['enabled']), ...lost, ...(isSse ? ['transport'] : [])],
    }
  },
}
