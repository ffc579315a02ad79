import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import { readServerDocument } from '@/lib/domain/server-document'
import type { Claim, ServerSpec } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import { decisionsOf, isAdmitted } from './admission'
import { candidateOf } from './candidate'
import { claimOf, shown, written } from './diff'
import type { Draft } from './draft'
import { keepSecrets } from './keep-secrets'
import { mergeChanges } from './merge'
import { placeOf, shownOrigin } from './origin'
import { overrideChanges } from './overrides'
import { stdioRefusal } from './stdio-policy'

export const MANUAL = 'manual'

/** Declares a server by hand, over whatever else claims its name. Returns its name and warnings. */
export function registerByHand(draft: Draft, document: unknown): { name: string; warnings: string[] } {
  const name = isObject(document) ? document.name : undefined
  if (typeof name !== 'string' || name === '') {
    throw new AppError('bad-input', 'The server has no name; give it one: name: my-server')
  }
  const { spec, warnings } = candidateOf(readServerDocument(name, document))
  const present = draft.claimOf(name, MANUAL) ?? presentClaim(draft, name)
  draft.putClaim(name, claimByHand(draft, keepSecrets(spec, present && written(present)), warnings))
  return { name, warnings }
}

export interface UpdateInput {
  revision?: number | undefined
  changes: Record<string, unknown>
}

/** Changes a server registered by hand; on a discovered one, what may be changed becomes overrides. */
export function updateServer(draft: Draft, name: string, { revision, changes }: UpdateInput): void {
  const present = existingClaim(draft, name)
  refuseOldRevision(draft, name, revision)
  if (isObject(changes) && 'name' in changes && changes.name !== name) {
    throw new AppError(
      'bad-input',
      `A server keeps its name; register ${String(changes.name)} and remove ${name}`,
    )
  }
  const content = draft.content(name)
  if (present.sourceId !== MANUAL) {
    draft.put(name, { ...content, overrides: overrideChanges(present, content.overrides, changes) })
    return
  }
  const { spec, warnings } = candidateOf(mergeChanges(shown(present), changes).reading)
  draft.putClaim(name, claimByHand(draft, keepSecrets(spec, written(present)), warnings))
}

/** Removes what was registered by hand; another source that claims the name takes over. */
export function removeByHand(draft: Draft, name: string, revision?: number): void {
  const present = existingClaim(draft, name)
  refuseOldRevision(draft, name, revision)
  if (present.sourceId !== MANUAL && !draft.claimOf(name, MANUAL)) {
    throw new AppError(
      'read-only',
      `${name} is declared in ${placeOf(present) ?? `the source ${present.sourceId}`}, so it would come back; remove it there, or disable it here`,
      { details: { source: present.sourceId, origin: present.origin && shownOrigin(present.origin) } },
    )
  }
  draft.dropClaim(name, MANUAL)
  const { claims, overrides } = draft.content(name)
  if (!claims.some(isAdmitted)) draft.put(name, { claims, overrides: decisionsOf(overrides) })
}

function presentClaim(draft: Draft, name: string): Claim | undefined {
  const server = draft.server(name)
  return server && claimOf(server)
}

function existingClaim(draft: Draft, name: string): Claim {
  const claim = presentClaim(draft, name)
  if (!claim) throw new AppError('not-found', `There is no server ${name}`)
  return claim
}

function refuseOldRevision(draft: Draft, name: string, revision: number | undefined): void {
  const current = draft.storedRevision(name)
  if (revision === undefined || revision === current) return
  throw new AppError(
    'revision-conflict',
    `${name} was changed by somebody else meanwhile; look at it as it is now, and change it again`,
    { details: { name, revision: current } },
  )
}

function claimByHand(draft: Draft, spec: ServerSpec, warnings: string[]): Claim {
  const refusal = stdioRefusal(draft.law.stdio, MANUAL, spec.endpoint)
  if (refusal !== undefined) throw new AppError('forbidden', refusal)
  const blocked = blockedByVariables(spec)
  return {
    sourceId: MANUAL,
    spec,
    warnings,
    seenAt: draft.now,
    ...(blocked === undefined ? {} : { blocked }),
  }
}

/**
 * Who registers a server by hand may send a variable's value to any host, so our environment is not theirs to read.
 */
function blockedByVariables({ endpoint }: ServerSpec): string | undefined {
  const variables = JSON.stringify(endpoint).match(/(?<!\$)\$\{[^{}"\\]{1,100}\}/g)
  if (!variables) return undefined
  const names = [...new Set(variables)].slice(0, 5).join(', ')
  return `${names} is filled in configuration files only; enter the value itself (it is kept sealed), or declare the server in a file`
}
