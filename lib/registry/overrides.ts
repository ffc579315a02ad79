import 'server-only'
import { type DocumentField, flattenDocument } from '@/lib/domain/document-fields'
import { maskSpec } from '@/lib/domain/hiding'
import type { Claim, Overrides, ServerSpec } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import { decisionsOf } from './admission'
import { changedSpecFields, sameJson, written } from './diff'
import { overridden } from './effective'
import { candidateOf } from './candidate'
import { keepSecrets } from './keep-secrets'
import { mergeChanges, type Told } from './merge'
import { placeOf, shownOrigin } from './origin'

const IN_HEALTH = {
  healthCheckUrl: 'url',
  healthCheckInterval: 'intervalMs',
  healthCheckTimeout: 'timeoutMs',
  healthCheckSlow: 'slowMs',
  healthCheckFall: 'fall',
  healthCheckRise: 'rise',
  healthCheckGrace: 'graceMs',
} as const
const IN_POLICY = {
  autoReconnect: 'autoReconnect',
  maxRetries: 'maxRetries',
  retryDelay: 'firstDelayMs',
  maxRetryDelay: 'maxDelayMs',
  connectTimeout: 'connectTimeoutMs',
  callTimeout: 'callTimeoutMs',
  idleStop: 'idleStopMs',
  warmUp: 'warmUp',
  maxConcurrentCalls: 'maxConcurrentCalls',
  maxQueuedCalls: 'maxQueuedCalls',
  maxLifetime: 'maxLifetimeMs',
  maxMemoryMb: 'maxMemoryMb',
  breakerFailures: 'breakerFailures',
  breakerOpen: 'breakerOpenMs',
  toolGrace: 'toolGraceMs',
  toolDrift: 'toolDrift',
} as const
const FIELDS = new Set<string>([
  'enabled',
  'disabled',
  'tags',
  ...Object.keys(IN_HEALTH),
  ...Object.keys(IN_POLICY),
])
const PARTS = ['enabled', 'tags', 'health', 'policy']

/** The overrides after a person's changes of a discovered server. Throws `read-only` for what its source declares. */
export function overrideChanges(
  claim: Claim,
  before: Overrides,
  changes: Record<string, unknown>,
): Overrides {
  const present = overridden({ ...claim, spec: written(claim) }, before)
  const base = onlyOverridable(changes) ? bareSpec(present) : present
  const { reading, told } = mergeChanges(maskSpec(base), changes)
  const wanted = keepSecrets(candidateOf(reading).spec, base)
  refuseForeignFields(claim, changedSpecFields(base, wanted))
  return nextOverrides(claim.spec, wanted, before, told)
}

function onlyOverridable(changes: Record<string, unknown>): boolean {
  const { entries, unknown } = flattenDocument(changes)
  return unknown.size === 0 && [...entries.keys()].every((field) => FIELDS.has(field))
}

/** Without what is not at stake: a source may say things that a person could not have entered. */
function bareSpec({ name, enabled, tags, health, policy }: ServerSpec): ServerSpec {
  const endpoint = { kind: 'stdio' as const, command: 'none', args: [], env: {} }
  return { name, endpoint, enabled, tags, metadata: {}, health, policy, extra: {} }
}

/** A form sends all its fields; only those that differ from the source's are refused. */
function refuseForeignFields(claim: Claim, changed: string[]): void {
  const fields = changed.filter((field) => !PARTS.includes(field))
  if (fields.length === 0) return
  const { name } = claim.spec
  throw new AppError(
    'read-only',
    `${fields.join(', ')} of ${name} ${fields.length === 1 ? 'is' : 'are'} declared in ${placeOf(claim) ?? `the source ${claim.sourceId}`}; change it there. ` +
      'Here you can change enabled, tags, health and policy, or register a server of the same name by hand, which goes first',
    { details: { fields, source: claim.sourceId, origin: claim.origin && shownOrigin(claim.origin) } },
  )
}

/** What was told is overridden, unless it is what the source says anyway; the rest stays as it was. */
function nextOverrides(claimed: ServerSpec, wanted: ServerSpec, before: Overrides, told: Told): Overrides {
  const enabled = chosen(told.get('enabled') ?? told.get('disabled'), {
    claimed: claimed.enabled,
    wanted: wanted.enabled,
    before: before.enabled,
  })
  const tags = chosen(told.get('tags'), { claimed: claimed.tags, wanted: wanted.tags, before: before.tags })
  const health = nextPart(
    IN_HEALTH,
    { claimed: claimed.health, wanted: wanted.health, before: before.health },
    told,
  )
  const policy = nextPart(
    IN_POLICY,
    { claimed: claimed.policy, wanted: wanted.policy, before: before.policy },
    told,
  )
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(tags === undefined ? {} : { tags }),
    ...(health === undefined ? {} : { health }),
    ...(policy === undefined ? {} : { policy }),
    ...decisionsOf(before),
  }
}

interface Choice<T> {
  claimed: T
  wanted: T
  before: T | undefined
}

function chosen<T>(
  state: 'set' | 'removed' | undefined,
  { claimed, wanted, before }: Choice<T>,
): T | undefined {
  if (state === undefined) return before
  return state === 'removed' || sameJson(wanted, claimed) ? undefined : wanted
}

interface PartChoice<T> {
  claimed: T
  wanted: T
  before: { [K in keyof T]?: T[K] | undefined } | undefined
}

function nextPart<T extends object>(
  fields: Partial<Record<DocumentField, keyof T>>,
  { claimed, wanted, before }: PartChoice<T>,
  told: Told,
): Partial<T> | undefined {
  const part: Partial<T> = {}
  // `Object.entries` forgets the type of the keys.
  for (const [field, key] of Object.entries(fields) as [DocumentField, keyof T][]) {
    const choice = { claimed: claimed[key], wanted: wanted[key], before: before?.[key] }
    const value = chosen(told.get(field), choice)
    if (value !== undefined) part[key] = value
  }
  return Object.keys(part).length === 0 ? undefined : part
}
