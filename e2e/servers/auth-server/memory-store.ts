import type { AuthorizationStore } from '@/lib/connections/auth/authorization-store'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'

interface Row {
  revision: number
  body: string
  updatedAt: string
  lease?: { holder: string; until: number } | undefined
}

/** The table as several replicas would share it, in memory. `lib/store` holds its own to the same promises. */
export class MemoryStore {
  readonly rows = new Map<string, Row>()
  readonly signIns = new Map<string, { body: string; until: number }>()
  readonly #listeners = new Map<AuthorizationStore, (server: string | null) => void>()

  /** What one replica uses. */
  replica(): AuthorizationStore {
    const self: AuthorizationStore = {
      loadAll: () => Promise.resolve([...this.rows].map(([server, row]) => ({ server, ...row }))),
      load: (server) => {
        const row = this.rows.get(server)
        return Promise.resolve(row && { server, ...row })
      },
      save: (server, body, over, news = []) => {
        if ((this.rows.get(server)?.revision ?? 0) !== over) return Promise.resolve(undefined)
        this.rows.set(server, { revision: over + 1, body, updatedAt: new Date().toISOString() })
        this.#tell(self, server)
        return Promise.resolve(numbered(news))
      },
      remove: (server, revision, news = []) => {
        if (this.rows.get(server)?.revision !== revision) return Promise.resolve(undefined)
        this.rows.delete(server)
        this.#tell(self, server)
        return Promise.resolve(numbered(news))
      },
      lease: (server, { revision, holder, forMs }) => {
        const row = this.rows.get(server)
        const isFree = row?.lease === undefined || row.lease.until < Date.now()
        if (row?.revision !== revision || !isFree) return Promise.resolve(false)
        row.lease = { holder, until: Date.now() + forMs }
        return Promise.resolve(true)
      },
      release: (server, holder) => {
        const row = this.rows.get(server)
        if (row?.lease?.holder === holder) row.lease = undefined
        return Promise.resolve()
      },
      listen: (onChange) => {
        this.#listeners.set(self, onChange)
        return Promise.resolve(() => {
          this.#listeners.delete(self)
          return Promise.resolve()
        })
      },
      keepSignIn: (id, body, forMs) => {
        this.signIns.set(id, { body, until: Date.now() + forMs })
        return Promise.resolve()
      },
      takeSignIn: (id) => {
        const row = this.signIns.get(id)
        this.signIns.delete(id)
        return Promise.resolve(row && row.until > Date.now() ? row.body : undefined)
      },
      prune: () => Promise.resolve(0),
    }
    return self
  }

  #tell(from: AuthorizationStore, server: string): void {
    for (const [store, listener] of this.#listeners) if (store !== from) listener(server)
  }
}

function numbered(news: readonly Happening[]): FeedEntry[] {
  return news.map(({ at, event }, place) => ({ id: place + 1, at, event }))
}
