import 'server-only'
import type { Maintenance, MaintenanceWindow } from '@/lib/domain/incident'
import { AppError } from '@/lib/kit/app-error'
import type { Span } from './spans'

/** The window that a server is in. */
export interface WindowNow {
  id: string
  title: string
  /** ISO; when the server leaves maintenance, other windows that follow without a pause not counted. */
  until: string
}

/** Which server a question is about. */
export interface Subject {
  name: string
  tags: readonly string[]
}

/** When failures are expected, and of which servers. */
export class MaintenanceWindows {
  start(): Promise<void> {
    return Promise.resolve()
  }

  stop(): Promise<void> {
    return Promise.resolve()
  }

  /** Whether a server is in maintenance at a time (ms since the epoch), from memory. */
  at(_server: Subject, _ms: number): WindowNow | null {
    return null
  }

  /** Spans of a server's maintenance that touch [from, to) (ms), oldest first; those of one window don't overlap. */
  spansOf(_server: Subject, _from: number, _to: number): (Span & { title: string })[] {
    return []
  }

  /** Those now, those to come, then those past. */
  list(): MaintenanceWindow[] {
    return []
  }

  /** Throws `bad-input`. */
  add(_maintenance: Maintenance): Promise<MaintenanceWindow> {
    throw new AppError('internal', 'Not there yet')
  }

  /** Throws `not-found`, `bad-input`. */
  change(id: string, _maintenance: Maintenance): Promise<MaintenanceWindow> {
    throw new AppError('not-found', `There is no maintenance window ${id}`)
  }

  /** Throws `not-found`. */
  remove(id: string): Promise<void> {
    throw new AppError('not-found', `There is no maintenance window ${id}`)
  }
}
