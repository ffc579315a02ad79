import 'server-only'
import { type Endpoint, HIDDEN, type RemoteAuth, type RemoteEndpoint } from '@/lib/domain/endpoint'
import { type Mask, maskArguments, maskAuth, maskJson, maskLine, maskUrl } from '@/lib/domain/hiding'
import type { HealthSettings, ServerSpec } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'

/**
 * Puts stored secrets back where HIDDEN came in: a page sends what it was shown. Throws `bad-input` where nothing is
 * stored, and where a kept secret would go to another host, since whoever may not read it may not send it away either.
 */
export function keepSecrets(spec: ServerSpec, stored: ServerSpec | undefined): ServerSpec {
  return {
    ...spec,
    endpoint: keepInEndpoint(spec.endpoint, stored?.endpoint),
    health: keepInHealth(spec.health, stored?.health),
    metadata: keepInJson('metadata', spec.metadata, stored?.metadata),
    extra: keepInJson('extra', spec.extra, stored?.extra),
  }
}

function keepInEndpoint(endpoint: Endpoint, stored: Endpoint | undefined): Endpoint {
  if (endpoint.kind === 'remote') {
    return keepInRemote(endpoint, stored?.kind === 'remote' ? stored : undefined)
  }
  const before = stored?.kind === 'stdio' ? stored : undefined
  return {
    ...endpoint,
    command: keep('command', endpoint.command, before?.command, maskLine).value,
    args: keep('args', endpoint.args, before?.args, maskArguments).value,
    env: keep('env', endpoint.env, before?.env, maskRecord).value,
  }
}

function keepInRemote(endpoint: RemoteEndpoint, stored: RemoteEndpoint | undefined): RemoteEndpoint {
  const url = keep('url', endpoint.url, stored?.url, maskUrl)
  const headers = keep('headers', endpoint.headers, stored?.headers, maskRecord)
  const auth = endpoint.auth && keepInAuth(endpoint.auth, stored?.auth)
  refuseOtherHost(url.value, stored?.url, [...url.kept, ...headers.kept, ...(auth?.kept ?? [])])
  return { ...endpoint, url: url.value, headers: headers.value, ...(auth && { auth: auth.value }) }
}

/** The secret of a client goes to the authorization server that it was entered for. */
function keepInAuth(auth: RemoteAuth, stored: RemoteAuth | undefined) {
  const whole = keep('auth', auth, stored, maskAuth)
  if (whole.kept.length > 0 && addressesOf(auth) !== (stored && addressesOf(stored))) {
    throw new AppError(
      'bad-input',
      `The authorization server or the client is another one than before, so the hidden values (${whole.kept.join(', ')}) must be entered again`,
    )
  }
  return whole
}

function addressesOf(auth: RemoteAuth): string {
  const tokenEndpoint = auth.kind === 'client-credentials' ? auth.tokenEndpoint : undefined
  return JSON.stringify([auth.issuer, tokenEndpoint, auth.clientId])
}

function keepInHealth(health: HealthSettings, stored: HealthSettings | undefined): HealthSettings {
  if (health.url === undefined) return health
  const url = keep('health_check_url', health.url, stored?.url, maskUrl)
  refuseOtherHost(url.value, stored?.url, url.kept)
  return { ...health, url: url.value }
}

function refuseOtherHost(url: string, stored: string | undefined, kept: string[]): void {
  if (stored === undefined || kept.length === 0 || originOf(url) === originOf(stored)) return
  throw new AppError(
    'bad-input',
    `The URL leads to another host than before, so the hidden values (${kept.join(', ')}) must be entered again`,
  )
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}

type Masker<T> = (value: T, mask: Mask) => T

function maskRecord(values: Record<string, string>, mask: Mask): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, mask(value, name)]))
}

function keepInJson<T>(field: string, value: T, stored: T | undefined): T {
  return keep(field, value, stored, maskJson).value
}

/** A masker finds the same secrets in what is stored and in what came in; those that came in hidden are put back. */
function keep<T>(
  field: string,
  value: T,
  stored: T | undefined,
  masker: Masker<T>,
): { value: T; kept: string[] } {
  if (!JSON.stringify(value).includes(HIDDEN)) return { value, kept: [] }
  const secrets = new Map<string, string[]>()
  if (stored !== undefined) {
    masker(stored, (secret, name) => {
      secrets.set(name, [...(secrets.get(name) ?? []), secret])
      return secret
    })
  }
  const kept: string[] = []
  const whole = masker(value, (secret, name) => {
    const before = secrets.get(name)?.shift()
    if (secret !== HIDDEN || before === undefined) return secret
    kept.push(name)
    return before
  })
  if (JSON.stringify(whole).includes(HIDDEN)) {
    throw new AppError('bad-input', `${field} has a hidden value that is not stored; enter the value itself`)
  }
  return { value: whole, kept }
}
