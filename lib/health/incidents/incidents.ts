import 'server-only'
import type { z } from 'zod'
import type { getIncident, IncidentsQuery, listIncidents } from '@/lib/domain/api/incidents'
import type { VerdictChange } from '@/lib/domain/health'
import type { Incident } from '@/lib/domain/incident'
import { AppError } from '@/lib/kit/app-error'

export interface Acknowledgement {
  ids: readonly string[]
  group?: string | undefined
  acknowledged: boolean
  note: string
  by: string
}

/** Opens and closes incidents as verdicts change, tells of them, and keeps what people say to them. */
export class Incidents {
  /** After servers, windows and verdicts can be read. */
  start(): Promise<void> {
    return Promise.resolve()
  }

  stop(): Promise<void> {
    return Promise.resolve()
  }

  /** Called once the verdicts are stored. Never throws: what fails here is found by the next `reconcile`. */
  take(_changes: readonly VerdictChange[]): Promise<void> {
    return Promise.resolve()
  }

  /**
   * Compares incidents with the verdicts as stored: opens what is missing, closes what is over, tells of what nobody was
   * told. At start, and each minute.
   */
  reconcile(): Promise<void> {
    return Promise.resolve()
  }

  /** The id of the server's open incident, from memory. */
  openOf(_server: string): string | null {
    return null
  }

  /** Throws `bad-input` for a cursor that is none. */
  list(_query: IncidentsQuery): Promise<z.input<typeof listIncidents.response>> {
    return Promise.resolve({ items: [], groups: [], nextCursor: null, total: 0 })
  }

  /** Throws `not-found`. */
  get(id: string): Promise<z.input<typeof getIncident.response>> {
    throw new AppError('not-found', `There is no incident ${id}`)
  }

  acknowledge(_acknowledgement: Acknowledgement): Promise<{ changed: number }> {
    return Promise.resolve({ changed: 0 })
  }

  /** Throws `not-found`. */
  annotate(id: string, _note: { text: string; by: string }): Promise<Incident> {
    throw new AppError('not-found', `There is no incident ${id}`)
  }
}
