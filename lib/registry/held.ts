import 'server-only'
import type { z } from 'zod'
import type { listHeld } from '@/lib/domain/api/discovery'
import type { HeldServer } from '@/lib/domain/discovery'
import { transportOf } from '@/lib/domain/endpoint'
import type { Claim, ServerRecord } from '@/lib/domain/server'
import { isAdmitted } from './admission'
import { sameClaim } from './draft'
import { placeOf } from './origin'
import { type Page, pageOf } from './page'
import { targetOf } from './target'
import { foldText, sortKeyOf, wordsOf } from './text'

export type HeldQuery = z.output<typeof listHeld.query>

interface Waiting {
  claim: Claim
  name: string
  target: string
  /** Everything that is searched, folded. */
  searched: string
  sortKey: string
}

/** The claims that wait for a person's word or were refused, kept up with each change of a record. */
export class Held {
  readonly #byName = new Map<string, Waiting[]>()
  #sorted: Waiting[] | undefined

  /** Takes a record as it is now. Returns the sources of which something else waits than before. */
  keep({ name, claims }: Pick<ServerRecord, 'name' | 'claims'>): string[] {
    const before = this.#byName.get(name)
    const now = claims.filter((claim) => !isAdmitted(claim))
    if (!before && now.length === 0) return []
    if (now.length === 0) this.#byName.delete(name)
    else
      this.#byName.set(
        name,
        now.map((claim) => waitingOf(claim)),
      )
    this.#sorted = undefined
    return differing(before?.map(({ claim }) => claim) ?? [], now)
  }

  list(query: HeldQuery, exists: (name: string) => boolean): Page<HeldServer> {
    const words = wordsOf(query.q)
    const matching = this.#inOrder().filter(({ claim, searched }) => {
      if (claim.admission !== query.state) return false
      if (query.source !== undefined && claim.sourceId !== query.source) return false
      return words.every((word) => searched.includes(word))
    })
    const page = pageOf(matching, query, {
      keyOf: ({ name, claim }) => [name, claim.sourceId],
      isAfter: (item, [name = '', sourceId = '']) =>
        compare(item, { name, sortKey: sortKeyOf(name), claim: { sourceId } }) > 0,
    })
    return { ...page, items: page.items.map((item) => viewOf(item, exists(item.name))) }
  }

  #inOrder(): readonly Waiting[] {
    this.#sorted ??= [...this.#byName.values()].flat().sort(compare)
    return this.#sorted
  }
}

function differing(before: readonly Claim[], now: readonly Claim[]): string[] {
  const sources = new Set([...before, ...now].map(({ sourceId }) => sourceId))
  return [...sources].filter((source) => {
    const [a, b] = [before, now].map((claims) => claims.find(({ sourceId }) => sourceId === source))
    return !a || !b || !sameClaim(a, b)
  })
}

function waitingOf(claim: Claim): Waiting {
  const { name, title = '', description = '' } = claim.spec
  const target = targetOf(claim)
  const searched = foldText([name, title, description, target].join('\n'))
  return { claim, name, target, searched, sortKey: sortKeyOf(name) }
}

type Place = Pick<Waiting, 'name' | 'sortKey'> & { claim: Pick<Claim, 'sourceId'> }

function compare(a: Place, b: Place): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  if (a.claim.sourceId === b.claim.sourceId) return 0
  return a.claim.sourceId < b.claim.sourceId ? -1 : 1
}

function viewOf({ claim, name, target }: Waiting, exists: boolean): HeldServer {
  const { title, description, endpoint } = claim.spec
  const origin = placeOf(claim)
  return {
    source: claim.sourceId,
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    transport: transportOf(endpoint),
    target,
    ...(origin === undefined ? {} : { origin }),
    seenAt: claim.seenAt,
    state: claim.admission === 'refused' ? 'refused' : 'held',
    exists,
    warnings: claim.blocked === undefined ? claim.warnings : [claim.blocked, ...claim.warnings],
  }
}
