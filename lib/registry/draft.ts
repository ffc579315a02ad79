import 'server-only'
import type { Changes } from '@/lib/domain/api/config'
import type { AppEvent } from '@/lib/domain/event'
import type { Claim, Server, ServerRecord } from '@/lib/domain/server'
import { changedFields, sameJson, withoutLine } from './diff'
import { isEmpty, type Law, serverOf } from './effective'

export type Content = Pick<ServerRecord, 'claims' | 'overrides'>

/** All that one write does, and what it will have changed. */
export interface Plan {
  upserts: ServerRecord[]
  /** Claimed at another line than is stored, and no otherwise: for memory alone, at the revision that is stored. */
  moved: ServerRecord[]
  removals: { name: string; revision: number }[]
  changes: Changes
  events: AppEvent[]
}

export function emptyPlan(): Plan {
  return {
    upserts: [],
    moved: [],
    removals: [],
    changes: { added: [], changed: [], removed: [] },
    events: [],
  }
}

const NOTHING: Content = { claims: [], overrides: {} }

/** Changes that are being decided over records that stay untouched: a later step sees what an earlier one did. */
export class Draft {
  readonly #touched = new Map<string, Content>()

  constructor(
    private readonly recordOf: (name: string) => ServerRecord | undefined,
    readonly law: Law,
    /** ISO time that the changes will carry. */
    readonly now: string,
  ) {}

  content(name: string): Content {
    return this.#touched.get(name) ?? this.recordOf(name) ?? NOTHING
  }

  claimOf(name: string, sourceId: string): Claim | undefined {
    return this.content(name).claims.find((claim) => claim.sourceId === sourceId)
  }

  /** The server as it would be now; undefined when there is none. */
  server(name: string): Server | undefined {
    const record = this.record(name)
    return record && serverOf(record, this.law)
  }

  record(name: string): ServerRecord | undefined {
    const before = this.recordOf(name)
    const content = this.#touched.get(name)
    return content ? this.#recordWith(name, before, content) : before
  }

  /** The revision that is stored; 0 when there is none. */
  storedRevision(name: string): number {
    return this.recordOf(name)?.revision ?? 0
  }

  put(name: string, content: Content): void {
    this.#touched.set(name, content)
  }

  putClaim(name: string, claim: Claim): void {
    const { claims, overrides } = this.content(name)
    this.put(name, {
      claims: [...claims.filter(({ sourceId }) => sourceId !== claim.sourceId), claim],
      overrides,
    })
  }

  dropClaim(name: string, sourceId: string): void {
    const { claims, overrides } = this.content(name)
    this.put(name, { claims: claims.filter((claim) => claim.sourceId !== sourceId), overrides })
  }

  finish(): Plan {
    const plan = emptyPlan()
    for (const [name, content] of this.#touched) this.#plan(plan, name, content)
    return plan
  }

  #plan(plan: Plan, name: string, content: Content): void {
    const before = this.recordOf(name)
    if (content.claims.length === 0 && isEmpty(content.overrides)) {
      if (!before) return
      plan.removals.push({ name, revision: before.revision })
      tell(plan, name, serverOf(before, this.law), undefined)
      return
    }
    const after = this.#recordWith(name, before, content)
    if (before && sameContent(before, after)) {
      if (!sameLines(before, after)) plan.moved.push({ ...before, claims: after.claims })
      return
    }
    plan.upserts.push(after)
    tell(plan, name, before && serverOf(before, this.law), serverOf(after, this.law))
  }

  #recordWith(name: string, before: ServerRecord | undefined, { claims, overrides }: Content): ServerRecord {
    const { order } = this.law
    return {
      name,
      // In order of precedence, so that a record does not depend on who reported first.
      claims: claims.length < 2 ? claims : claims.toSorted((a, b) => order(a.sourceId, b.sourceId)),
      overrides,
      revision: (before?.revision ?? 0) + 1,
      createdAt: before?.createdAt ?? this.now,
      updatedAt: this.now,
    }
  }
}

/**
 * When a source last saw a server is no change of it, or every run would write every record; nor is at which line, or
 * one more at the top of a file would.
 */
export function sameClaim(a: Claim, b: Claim): boolean {
  return a === b || sameJson({ ...withoutLine(a), seenAt: '' }, { ...withoutLine(b), seenAt: '' })
}

/** Equal but for lines: those in memory may be newer than those that are stored. */
export function sameRecord(a: ServerRecord | undefined, b: ServerRecord | undefined): boolean {
  if (!a || !b) return a === b
  return sameJson({ ...a, claims: a.claims.map(withoutLine) }, { ...b, claims: b.claims.map(withoutLine) })
}

function sameContent(a: ServerRecord, b: ServerRecord): boolean {
  if (a.claims.length !== b.claims.length || !sameJson(a.overrides, b.overrides)) return false
  return a.claims.every((claim, index) => {
    const other = b.claims[index]
    return other !== undefined && sameClaim(claim, other)
  })
}

function sameLines(a: ServerRecord, b: ServerRecord): boolean {
  return a.claims.every((claim, index) => claim.origin?.line === b.claims[index]?.origin?.line)
}

/** Notes what becomes of a server in the changes and events of a plan. */
export function tell(plan: Plan, name: string, before: Server | undefined, after: Server | undefined): void {
  const { changes, events } = plan
  if (before && after) {
    const fields = changedFields(before, after)
    // Another process may have changed it and changed it back.
    if (fields.length === 0) return
    changes.changed.push({ name, fields })
    events.push({ kind: 'server-changed', name, source: after.source, fields })
  } else if (after) {
    changes.added.push(name)
    events.push({ kind: 'server-added', name, source: after.source })
  } else if (before) {
    changes.removed.push(name)
    events.push({ kind: 'server-removed', name, source: before.source })
  }
}
