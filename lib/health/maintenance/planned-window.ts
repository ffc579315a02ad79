import 'server-only'
import type { MaintenanceWindow } from '@/lib/domain/incident'
import type { StoredMaintenance } from '@/lib/store/maintenance'
import { SpanCache } from './span-cache'
import { nextSpans, type Span } from './spans'

/** Which server a question is about. */
export interface Subject {
  name: string
  tags: readonly string[]
}

/** A window in memory: whom it is of, and when. */
export class PlannedWindow {
  readonly spans: SpanCache
  readonly #servers: ReadonlySet<string>
  /** The newest beginning or end that this process knows to be told of, in ms. */
  toldUntil = 0

  constructor(readonly stored: StoredMaintenance) {
    this.spans = new SpanCache(stored.schedule)
    this.#servers = new Set(stored.servers)
  }

  isOf({ name, tags }: Subject): boolean {
    const { all, tags: own } = this.stored
    return all || this.#servers.has(name) || own.some((tag) => tags.includes(tag))
  }

  view(now: number): MaintenanceWindow {
    const [first, second] = nextSpans(this.stored.schedule, now, 2)
    const isNow = first !== undefined && first.from <= now
    return {
      ...this.stored,
      now: isNow ? iso(first) : null,
      next: isNow ? iso(second) : iso(first),
    }
  }
}

/** Those now by their end, those to come by their beginning, those past by their newest. */
export function viewsOf(windows: readonly PlannedWindow[], now: number): MaintenanceWindow[] {
  const views = windows.map((window) => window.view(now))
  return views.toSorted((a, b) => rank(a) - rank(b) || order(a, b))
}

function rank({ now, next }: MaintenanceWindow): number {
  if (now) return 0
  return next ? 1 : 2
}

function order(a: MaintenanceWindow, b: MaintenanceWindow): number {
  if (a.now && b.now) return compare(a.now.to, b.now.to)
  if (a.next && b.next) return compare(a.next.from, b.next.from)
  return compare(endOf(b), endOf(a))
}

function endOf({ schedule, createdAt }: MaintenanceWindow): string {
  return (schedule.kind === 'once' ? schedule.to : schedule.until) ?? createdAt
}

function compare(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b)
}

function iso(span: Span | undefined): { from: string; to: string } | null {
  if (!span) return null
  return { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() }
}
