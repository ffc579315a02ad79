import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import { entriesUnder, type JsonObject, type WritableFormat } from '../format'
import { headerFields, knownExtras, lostFields, stdioFields } from './write-fields'

const EXTRAS = ['settings', 'remote']

/** Zed (`settings.json`): `context_servers`; older files put path, args and env inside `command`. */
export const zed: WritableFormat = {
  id: 'zed',
  title: 'Zed',
  root: 'context_servers',
  fileName: 'settings.json',
  syntax: 'json',
  placeholder: undefined,
  detect: (document) => Object.hasOwn(document, 'context_servers'),
  read: (document) =>
    entriesUnder(document, 'context_servers', (entry) => ({ document: translate(entry), warnings: [] })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, EXTRAS)
    const isSse = spec.endpoint.kind === 'remote' && spec.endpoint.transport === 'sse'
    const endpoint =
      spec.endpoint.kind === 'stdio' ? stdioFields(spec) : { url: spec.endpoint.url, ...headerFields(spec) }
    return {
      entry: { ...endpoint, ...(!spec.enabled && { enabled: false }), ...extras },
      lost: [...lostFields(spec, ['enabled']), ...lost, ...(isSse ? ['transport'] : [])],
    }
  },
}

/** `source` only tells Zed's own extensions from a person's servers. */
function translate(written: JsonObject): JsonObject {
  const { command, ...entry } = Object.fromEntries(
    Object.entries(written).filter(([key]) => key !== 'source'),
  )
  if (!isObject(command)) return { ...entry, ...(command !== undefined && { command }) }
  const { path, ...rest } = command as JsonObject // a part of JSON is JSON
  return { ...entry, ...rest, command: path ?? null }
}
