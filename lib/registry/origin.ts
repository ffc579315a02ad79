import 'server-only'
import { maskUrl } from '@/lib/domain/hiding'
import type { Claim } from '@/lib/domain/server'

type Origin = NonNullable<Claim['origin']>

/** As people may see it: what is read by URL may be read with a credential in it. */
export function shownOrigin({ place, scope, ...rest }: Origin): Origin {
  return { ...rest, place: shownPlace(place), ...(scope === undefined ? {} : { scope: shownPlace(scope) }) }
}

/** Where a claim was read, for a person; undefined where its source does not say. */
export function placeOf({ origin }: Pick<Claim, 'origin'>): string | undefined {
  if (!origin) return undefined
  const place = shownPlace(origin.place)
  return origin.line === undefined ? place : `${place}, line ${origin.line}`
}

function shownPlace(place: string): string {
  return place.includes('://') ? maskUrl(place) : place
}
