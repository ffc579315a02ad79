import 'server-only'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'

/** What is stored of one server. */
export interface StoredAuthorization {
  server: string
  /** Rises by one with every change. */
  revision: number
  /** JSON, with secrets. */
  body: string
  updatedAt: string
}

/** Where authorizations outlive the process; the rows of all replicas. */
export interface AuthorizationStore {
  loadAll: () => Promise<StoredAuthorization[]>
  load: (server: string) => Promise<StoredAuthorization | undefined>
  /**
   * Stores over that revision, or over nothing when it is 0, as the next one, and ends a lease. Answers with the news of it
   * as they are stored; undefined when another was quicker.
   */
  save: (
    server: string,
    body: string,
    over: number,
    news?: readonly Happening[],
  ) => Promise<FeedEntry[] | undefined>
  /** Answers as `save` does. */
  remove: (server: string, revision: number, news?: readonly Happening[]) => Promise<FeedEntry[] | undefined>
  /** Whether the caller alone may renew these tokens for that long. */
  lease: (server: string, lease: { revision: number; holder: string; forMs: number }) => Promise<boolean>
  release: (server: string, holder: string) => Promise<void>
  /** Calls back with the server that another process has changed; with null when any may have been. */
  listen: (onChange: (server: string | null) => void) => Promise<() => Promise<void>>
  keepSignIn: (id: string, body: string, forMs: number) => Promise<void>
  /** Once: nobody finds it again. Undefined also when its time is over. */
  takeSignIn: (id: string) => Promise<string | undefined>
  /** Forgets sign-ins whose time is over, and what was not changed since `before` and is of no server; how many. */
  prune: (isThere: (server: string) => boolean, before: Date) => Promise<number>
}
