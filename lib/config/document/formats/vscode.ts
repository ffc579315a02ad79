import 'server-only'
import { entriesUnder, hasAnyKey, type JsonObject, samplesUnder, type WritableFormat } from '../format'
import { typedEndpoint } from './claude'
import { knownExtras, lostFields } from './write-fields'

const EXTRAS = ['envFile', 'dev', 'gallery', 'sandboxEnabled', 'sandbox']
const INPUT = /\$\{input:([^}]+)\}/g

/** VS Code (`.vscode/mcp.json`): `servers`, and `inputs` that it asks a person for. */
export const vscode: WritableFormat = {
  id: 'vscode',
  title: 'VS Code',
  root: 'servers',
  fileName: 'mcp.json',
  syntax: 'json',
  placeholder: (name) => `\${input:${name.toLowerCase().replaceAll('_', '-')}}`,
  detect(document) {
    if (!Object.hasOwn(document, 'servers')) return false
    const samples = samplesUnder(document, 'servers')
    return (
      Array.isArray(document.inputs) ||
      (hasAnyKey(samples, ['type', 'envFile']) && !hasAnyKey(samples, ['transport', 'tags', 'description']))
    )
  },
  read: (document) =>
    entriesUnder(document, 'servers', (entry) => ({ document: entry, warnings: warningsOf(entry) })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, EXTRAS)
    const type = spec.endpoint.kind === 'stdio' ? { type: 'stdio' } : {}
    return { entry: { ...type, ...typedEndpoint(spec), ...extras }, lost: [...lostFields(spec), ...lost] }
  },
  frame(servers) {
    const ids = new Set([...JSON.stringify(servers).matchAll(INPUT)].map(([, id]) => id ?? ''))
    const inputs = [...ids].map((id) => ({ type: 'promptString', id, description: id, password: true }))
    return inputs.length > 0 ? { inputs, servers } : { servers }
  },
}

function warningsOf(entry: JsonObject): string[] {
  if (entry.envFile === undefined) return []
  return ['envFile is not read; declare its variables in env']
}
