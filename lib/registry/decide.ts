import 'server-only'
import type { z } from 'zod'
import type { decideHeld } from '@/lib/domain/api/discovery'
import { shorten } from '@/lib/domain/document-fields'
import { AppError, isAppError } from '@/lib/kit/app-error'
import { decidedClaim, withDecision } from './admission'
import { MANUAL } from './change'
import type { Draft } from './draft'

export type Decide = z.output<typeof decideHeld.body>
export type Decided = z.infer<typeof decideHeld.response>

/** Takes a person's word on what sources declare, and says of each whether it could be. */
export function decideMany(draft: Draft, { decision, items }: Decide): Decided['results'] {
  return items.map(({ source, name }) => {
    const named = { source: shorten(source, 200), name: shorten(name, 128) }
    try {
      decideOne(draft, { source, name }, decision)
      return { ...named, ok: true }
    } catch (error) {
      if (!isAppError(error)) throw error
      return { ...named, ok: false, error: { code: error.code, message: error.message } }
    }
  })
}

/** The decision stays with the name, so that it holds when the source declares it again. */
function decideOne(draft: Draft, { source, name }: Decide['items'][number], decision: Decide['decision']) {
  if (source === MANUAL) {
    throw new AppError('bad-input', `${name} is registered by hand; remove it, or disable it`)
  }
  const claim = draft.claimOf(name, source)
  if (!claim) {
    throw new AppError('not-found', `The source ${source} declares no server ${shorten(name, 128)} now`)
  }
  draft.putClaim(name, decidedClaim(claim, decision))
  const { claims, overrides } = draft.content(name)
  const decided = decision === 'held' ? undefined : decision
  draft.put(name, { claims, overrides: withDecision(overrides, source, decided) })
}
