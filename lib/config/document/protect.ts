import 'server-only'
import type { Endpoint, RemoteAuth } from '@/lib/domain/endpoint'
import { maskEndpoint, maskUrl } from '@/lib/domain/hiding'
import { isSecretName, isSecretShape } from '@/lib/domain/secret-shape'
import type { ServerSpec } from '@/lib/domain/server'
import { parseTemplate, variableName } from './template'

export interface Protected {
  spec: ServerSpec
  /** The variables that now stand for values, to be set by whoever uses the result. */
  variables: string[]
}

export interface Protection {
  /** How a reference to a variable is written. */
  placeholder: (name: string) => string
  /** Whether a value of `env` or `headers`, or a credential found elsewhere, is to be replaced. */
  isSecret: (name: string, value: string) => boolean
  /** The variables given so far and what they stand for; shared by the servers of one file. */
  given?: Map<string, string>
}

const SCHEME = /^(?:Bearer|Basic|Token) +/i

/** Puts references in place of secret values, and writes the references that stand there in the same style. */
export function protect(
  spec: ServerSpec,
  { placeholder, isSecret, given = new Map() }: Protection,
): Protected {
  const variables = new Set<string>()
  const hidden = maskEndpoint(spec.endpoint, (value, name) => {
    if (!isSecret(name, value)) return value
    const scheme = SCHEME.exec(value)?.[0] ?? ''
    const variable = freeName(variableFor(spec, name), value.slice(scheme.length), given)
    variables.add(variable)
    return `${scheme}\${${variable}}`
  })
  const endpoint = mapTexts(hidden, (text) => restyle(text, placeholder))
  return { spec: { ...spec, endpoint }, variables: [...variables] }
}

/** A guess, for where plain settings may stand as they are: `LOG_LEVEL`, but not `API_KEY`. */
export function looksSecret(name: string, value: string): boolean {
  if (isSecretName(name) || isSecretShape(value)) return true
  return SCHEME.test(value) || (value.includes('://') && maskUrl(value) !== value)
}

/** The name that the value has already, if it has one; else one that tells whose it is. */
function variableFor({ name: server, endpoint }: ServerSpec, name: string): string {
  const isVariable =
    endpoint.kind === 'stdio' && Object.hasOwn(endpoint.env, name) && /^[A-Za-z_]\w*$/.test(name)
  return isVariable ? name : variableName(`${server}_${name}`)
}

/** One name never stands for two values. */
function freeName(name: string, value: string, given: Map<string, string>): string {
  let free = name
  for (let number = 2; (given.get(free) ?? value) !== value; number++) free = `${name}_${number}`
  given.set(free, value)
  return free
}

function mapTexts(endpoint: Endpoint, change: (text: string) => string): Endpoint {
  const changeAll = (values: Record<string, string>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
  if (endpoint.kind === 'remote') {
    const { url, headers, auth } = endpoint
    return {
      ...endpoint,
      url: change(url),
      headers: changeAll(headers),
      ...(auth && { auth: mapAuth(auth, change) }),
    }
  }
  const { command, args, env, cwd } = endpoint
  return {
    ...endpoint,
    command: change(command),
    args: args.map(change),
    env: changeAll(env),
    ...(cwd !== undefined && { cwd: change(cwd) }),
  }
}

/** References may stand in all texts of it but its kind and its algorithm. */
function mapAuth(auth: RemoteAuth, change: (text: string) => string): RemoteAuth {
  const changed = Object.entries(auth).map(([name, value]) => [
    name,
    typeof value === 'string' && name !== 'kind' && name !== 'algorithm' ? change(value) : value,
  ])
  return Object.fromEntries(changed) as RemoteAuth // Only texts have changed.
}

/** Writes `${VAR}` as the reader of the result does; one with a default stays as it is. */
function restyle(value: string, placeholder: (name: string) => string): string {
  if (!value.includes('${')) return value
  return parseTemplate(value)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text.replaceAll('${', '$${')
      return piece.kind === 'variable' && !piece.fallback ? placeholder(piece.name) : piece.written
    })
    .join('')
}
