import 'server-only'
import { z } from 'zod'
import { suggestServerName } from '@/lib/domain/server-name'
import type { Entry, Format, JsonObject } from '../format'
import type { Path } from '../parsed-text'
import { variableName } from '../template'

const text = z.string()

/** What a template's `{name}` stands for: a fixed value, a default, or something to be given. */
const variablesSchema = z
  .record(text, z.looseObject({ value: text.optional(), default: text.optional() }).catch({}))
  .default({})
  .catch({})
type Variables = z.infer<typeof variablesSchema>

/** An argument, a header or a variable of the environment: a fixed value, a default, or something to be given. */
const inputSchema = z.looseObject({
  name: text.optional(),
  type: text.optional(),
  value: text.optional(),
  default: text.optional(),
  valueHint: text.optional(),
  isRequired: z.boolean().optional(),
  variables: variablesSchema,
})
type Input = z.infer<typeof inputSchema>
const inputsSchema = z.array(inputSchema).default([])

const packageSchema = z.looseObject({
  registryType: text,
  identifier: text,
  version: text.optional(),
  runtimeHint: text.optional(),
  runtimeArguments: inputsSchema,
  packageArguments: inputsSchema,
  environmentVariables: inputsSchema,
  transport: z.looseObject({ type: text }).optional(),
})
type Package = z.infer<typeof packageSchema>

const remoteSchema = z.looseObject({
  type: text,
  url: text,
  headers: inputsSchema,
  variables: variablesSchema,
})
type Remote = z.infer<typeof remoteSchema>

const serverSchema = z.looseObject({
  name: text,
  title: text.optional(),
  description: text.optional(),
  version: text.optional(),
  websiteUrl: text.optional(),
  repository: z.json().optional(),
  icons: z.array(z.looseObject({ src: text })).default([]),
  packages: z.array(packageSchema).default([]),
  remotes: z.array(remoteSchema).default([]),
})
type ServerJson = z.infer<typeof serverSchema>

/** The registry's `server.json`, alone or as the registry answers with it: `{ server }`, `{ servers: [{ server }] }`. */
export const serverJson: Format = {
  id: 'server-json',
  title: 'server.json of the MCP registry',
  detect: (document) => serversIn(document).length > 0,
  read: (document) => serversIn(document).map(({ server, path }) => readServer(server, path)),
}

function serversIn(document: JsonObject): { server: unknown; path: Path }[] {
  const { server, servers } = document
  if (isServer(document)) return [{ server: document, path: [] }]
  if (isServer(server)) return [{ server, path: ['server'] }]
  if (!Array.isArray(servers) || servers.length === 0) return []
  const found = servers.map((item, index) => ({ server: unwrap(item), path: ['servers', index] }))
  return found.every((item) => isServer(item.server)) ? found : []
}

function unwrap(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'server' in item ? item.server : item
}

function isServer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('name' in value)) return false
  return (
    ('packages' in value && Array.isArray(value.packages)) ||
    ('remotes' in value && Array.isArray(value.remotes))
  )
}

function readServer(value: unknown, path: Path): Entry {
  const parsed = serverSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return {
      name: 'server',
      path,
      document: {},
      warnings: [`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`],
    }
  }
  const server = parsed.data
  const { chosen, others } = choose(server)
  const links = Object.entries({ repository: server.repository, websiteUrl: server.websiteUrl })
  const document = {
    ...chosen,
    title: server.title ?? server.name,
    ...(server.description !== undefined && { description: server.description }),
    ...(server.version !== undefined && { version: server.version }),
    ...(server.icons[0] && { icon: server.icons[0].src }),
    metadata: {
      registryName: server.name,
      ...Object.fromEntries(links.filter(([, link]) => link !== undefined)),
    },
  }
  return { name: suggestServerName(server.name), path, document, warnings: others }
}

/** A remote first, for there is nothing to install; else the first package that runs over stdio. */
function choose(server: ServerJson): { chosen: JsonObject; others: string[] } {
  const ways = [
    ...server.remotes.map((remote) => ({
      label: `${remote.type} ${remote.url}`,
      document: () => remoteDocument(remote),
    })),
    ...server.packages
      .filter((item) => (item.transport?.type ?? 'stdio') === 'stdio')
      .map((item) => ({
        label: `${item.registryType} ${item.identifier}`,
        document: () => packageDocument(item),
      })),
  ]
  const [first, ...others] = ways
  return {
    chosen: first?.document() ?? {},
    others: others.map(({ label }) => `It can also be reached as: ${label}`),
  }
}

function remoteDocument({ type, url, headers, variables }: Remote): JsonObject {
  return { url: fill(url, variables), transport: type, headers: valuesOf(headers) }
}

function packageDocument(item: Package): JsonObject {
  const { identifier, version } = item
  const env = valuesOf(item.environmentVariables)
  const before = argumentsOf(item.runtimeArguments)
  const after = argumentsOf(item.packageArguments)
  const at = (sign: string) =>
    version && version !== 'latest' ? `${identifier}${sign}${version}` : identifier
  const command = (usual: string, ...args: string[]): JsonObject => ({
    command: item.runtimeHint ?? usual,
    args: [...args, ...after],
    env,
  })
  switch (item.registryType) {
    case 'npm':
      return command('npx', ...withFlag(before, '-y'), at('@'))
    case 'pypi':
      return command('uvx', ...before, at('=='))
    case 'oci': {
      const names = Object.keys(env).flatMap((name) => ['-e', name])
      // The reference of an image may hold its tag already.
      const image = /:[^/]+$/.test(identifier) ? identifier : at(':')
      return command('docker', 'run', '-i', '--rm', ...names, ...before, image)
    }
    case 'nuget':
      return command('dnx', ...before, at('@'), '--yes')
    default:
      return command(item.registryType, ...before, at('@'))
  }
}

function withFlag(args: string[], flag: string): string[] {
  return args.includes(flag) || args.includes('--yes') ? args : [flag, ...args]
}

function valuesOf(inputs: Input[]): Record<string, string> {
  const pairs = inputs.flatMap((input): [string, string][] => {
    const value = input.name === undefined ? undefined : valueOf(input, input.name)
    return input.name === undefined || value === undefined ? [] : [[input.name, value]]
  })
  return Object.fromEntries(pairs)
}

function argumentsOf(inputs: Input[]): string[] {
  return inputs.flatMap((input) => {
    const value = valueOf(input, input.valueHint ?? input.name ?? 'argument')
    const isNamed = input.type === 'named' && input.name !== undefined
    if (!isNamed) return value === undefined ? [] : [value]
    const name = input.name ?? ''
    if (value === undefined) return input.isRequired ? [name] : []
    return [name, value]
  })
}

/** What is to be given becomes `${NAME}`, so that a missing one is named when the server can't run. */
function valueOf(input: Input, name: string): string | undefined {
  if (input.value !== undefined) return fill(input.value, input.variables)
  const variable = variableName(name)
  if (input.default !== undefined) return `\${${variable}:-${input.default}}`
  return input.isRequired ? `\${${variable}}` : undefined
}

/** `{token}` of a template as `${TOKEN}`, with its default if it has one. */
function fill(template: string, variables: Variables): string {
  return template.replace(/\$?\{([A-Za-z_][\w-]*)\}/g, (_, name: string) => {
    const known = Object.hasOwn(variables, name) ? variables[name] : undefined
    if (known?.value !== undefined) return known.value
    return known?.default === undefined
      ? `\${${variableName(name)}}`
      : `\${${variableName(name)}:-${known.default}}`
  })
}
