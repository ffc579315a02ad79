import 'server-only'
import { stringify as stringifyToml } from 'smol-toml'
import { stringify as stringifyYaml } from 'yaml'
import type { ServerSpec } from '@/lib/domain/server'
import type { ExportFormat, JsonObject, WritableFormat } from './format'
import { WRITABLE_FORMATS } from './formats/all'
import { protect } from './protect'

export interface ExportedFile {
  fileName: string
  mediaType: string
  text: string
  warnings: string[]
}

/**
 * Servers as a file of ours or of a client, without their secrets: every value of `env` and `headers` becomes a reference
 * to a variable. Give the endpoints as declared, so that references that stand in a source's file stay what they were.
 * `syntax` counts for our own format; clients have theirs.
 */
export function exportServers(
  specs: readonly ServerSpec[],
  format: ExportFormat,
  syntax: 'yaml' | 'json',
): ExportedFile {
  const writable = WRITABLE_FORMATS[format]
  const given = new Map<string, string>()
  const written = specs.map((spec) => ({ name: spec.name, ...writeOpenly(spec, writable, given) }))
  const servers: JsonObject = Object.fromEntries(written.map(({ name, entry }) => [name, entry]))
  const document = writable.frame?.(servers) ?? { [writable.root]: servers }
  return {
    ...serialize(document, writable, syntax),
    warnings: written.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}`)),
  }
}

/** One server without its secrets, in a format's words. */
function writeOpenly(
  spec: ServerSpec,
  format: WritableFormat,
  given: Map<string, string>,
): { entry: JsonObject; warnings: string[] } {
  const { placeholder } = format
  const { spec: open, variables } = protect(spec, {
    placeholder: placeholder ?? ((name) => `\${${name}}`),
    isSecret: () => true,
    given,
  })
  const { entry, lost } = format.write(open)
  return { entry, warnings: [...variableWarning(variables, format), ...lostWarning(lost, format)] }
}

function variableWarning(variables: string[], { placeholder, title }: WritableFormat): string[] {
  if (variables.length === 0) return []
  const names = variables.join(', ')
  return [
    placeholder
      ? `values are not exported; set ${names} where they are read`
      : `values are not exported, and ${title} fills no references: write the values of ${names} in their place`,
  ]
}

function lostWarning(lost: string[], { title }: WritableFormat): string[] {
  return lost.length === 0 ? [] : [`${title} has no word for ${lost.join(', ')}`]
}

function serialize(
  document: JsonObject,
  { id, fileName, syntax: own }: WritableFormat,
  asked: 'yaml' | 'json',
): Omit<ExportedFile, 'warnings'> {
  if (own === 'toml') {
    return { fileName, mediaType: 'application/toml', text: `${stringifyToml(document)}\n` }
  }
  if (id === 'portolan' && asked === 'yaml') {
    return { fileName, mediaType: 'application/yaml', text: stringifyYaml(document, { lineWidth: 0 }) }
  }
  return {
    fileName: fileName.replace(/\.yaml$/, '.json'),
    mediaType: 'application/json',
    text: `${JSON.stringify(document, null, 2)}\n`,
  }
}
