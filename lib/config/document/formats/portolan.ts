import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import { toServerDocument } from '@/lib/domain/server-document'
import { entriesUnder, type Entry, type JsonObject, type WritableFormat } from '../format'

/** Our own: `servers:` by name, or a list of servers that carry their names. */
export const portolan: WritableFormat = {
  id: 'portolan',
  title: 'Portolan',
  root: 'servers',
  fileName: 'mcp.yaml',
  syntax: 'json',
  placeholder: (name) => `\${${name}}`,
  detect: (document) => Object.hasOwn(document, 'servers'),
  read(document) {
    const { servers } = document
    if (Array.isArray(servers)) return servers.map((server, index) => listed(server, index))
    return entriesUnder(document, 'servers', (entry) => ({ document: entry, warnings: [] }))
  },
  write: (spec) => ({ entry: toServerDocument(spec, { style: 'snake' }), lost: [] }),
}

function listed(server: JsonObject[string], index: number): Entry {
  const name = isObject(server) && typeof server.name === 'string' ? server.name : ''
  return { name, path: ['servers', index], document: server, warnings: [] }
}
