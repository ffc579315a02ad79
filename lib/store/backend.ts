import 'server-only'
import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'
import type { Driver } from './database'

/** One connection with plain SQL, for what must not go through Prisma: migrations. */
export interface Session {
  /** Rows of one statement. */
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>
  /** Any number of statements. */
  script(sql: string): Promise<void>
}

/** What PGlite and PostgreSQL do each in their own way. */
export interface Backend {
  readonly driver: Driver
  /** Where the database is, for a person; without a password. */
  readonly place: string
  readonly adapter: SqlDriverAdapterFactory
  withSession<T>(work: (session: Session) => Promise<T>): Promise<T>
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
