import 'server-only'
import { entriesUnder, samplesUnder, type WritableFormat } from '../format'
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
  read: (document) => entriesUnder(document, 'mcpServers', (entry) => ({ document: entry, warnings: [] })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, ['envFile', 'auth'])
    const isSse = spec.endpoint.kind === 'remote' && spec.endpoint.transport === 'sse'
    const endpoint =
      spec.endpoint.kind === 'stdio' ? stdioFields(spec) : { url: spec.endpoint.url, ...headerFields(spec) }
    return {
      entry: { ...endpoint, ...extras },
      lost: [...lostFields(spec), ...lost, ...(isSse ? ['transport'] : [])],
    }
  },
}
