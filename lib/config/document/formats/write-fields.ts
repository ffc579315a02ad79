import 'server-only'
import { type ServerSpec, serverSpecSchema } from '@/lib/domain/server'
import type { JsonObject } from '../format'

/** `command`, `args`, `env` and `cwd`, leaving out what is empty. */
export function stdioFields(spec: ServerSpec): JsonObject {
  if (spec.endpoint.kind !== 'stdio') return {}
  const { command, args, env, cwd } = spec.endpoint
  return {
    command,
    ...(args.length > 0 && { args }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(cwd !== undefined && { cwd }),
  }
}

/** `headers`, unless there are none. */
export function headerFields(spec: ServerSpec, key = 'headers'): JsonObject {
  if (spec.endpoint.kind !== 'remote' || Object.keys(spec.endpoint.headers).length === 0) return {}
  return { [key]: spec.endpoint.headers }
}

/** The extra fields that this program knows, and the names of those that it does not. */
export function knownExtras(
  spec: ServerSpec,
  known: readonly string[],
): { extras: JsonObject; lost: string[] } {
  const entries = Object.entries(spec.extra)
  return {
    extras: Object.fromEntries(entries.filter(([key]) => known.includes(key))),
    lost: entries.filter(([key]) => !known.includes(key)).map(([key]) => key),
  }
}

type Lasting =
  'title' | 'description' | 'enabled' | 'tags' | 'metadata' | 'version' | 'icon' | 'health' | 'policy'

const ALL: readonly Lasting[] = [
  'title',
  'description',
  'enabled',
  'tags',
  'metadata',
  'version',
  'icon',
  'health',
  'policy',
]

/** The fields of a server that say something and that a program has no word for. */
export function lostFields(spec: ServerSpec, kept: readonly (Lasting | 'auth')[] = []): string[] {
  const plain = serverSpecSchema.parse({ name: spec.name, endpoint: spec.endpoint })
  const lost: string[] = ALL.filter(
    (field) => !kept.includes(field) && JSON.stringify(spec[field]) !== JSON.stringify(plain[field]),
  )
  const hasAuth = spec.endpoint.kind === 'remote' && spec.endpoint.auth !== undefined
  return hasAuth && !kept.includes('auth') ? [...lost, 'auth'] : lost
}
