import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'
import { NOT_SHARED, notFound, toConversation } from './conversation-rows'
import type { Database } from './database'

export interface StoredShare {
  /** The last message that the link shows. */
  leaf: string
  results: boolean
  sharedAt: string
}

/** Links that show a branch of a conversation to whoever has them; only a hash of each token is here. */
export class ConversationShareStore {
  constructor(
    private readonly db: Database,
    private readonly onChange: (id: string) => void = () => undefined,
  ) {}

  async get(id: string): Promise<StoredShare | undefined> {
    const row = await this.db.run((queries) =>
      queries.conversation.findFirst({ where: { id, deletedAt: null, shareHash: { not: null } } }),
    )
    return row ? toShare(row) : undefined
  }

  /** The conversation whose link has this hash; none of a deleted one. */
  async find(hash: string): Promise<{ conversation: Conversation; share: StoredShare } | undefined> {
    const row = await this.db.run((queries) =>
      queries.conversation.findFirst({ where: { shareHash: hash, deletedAt: null } }),
    )
    const share = row && toShare(row)
    return row && share ? { conversation: toConversation(row), share } : undefined
  }

  /** With a new hash it is a new link, and the one before is gone; without, the link that is there shows this now. */
  async set(id: string, share: { leaf: string; results: boolean; hash?: string }): Promise<StoredShare> {
    const { leaf, results, hash } = share
    const [row] = await this.db.run((queries) =>
      queries.conversation.updateManyAndReturn({
        where: { id, deletedAt: null, ...(hash === undefined && { shareHash: { not: null } }) },
        data: {
          shareLeaf: leaf,
          shareResults: results,
          sharedAt: new Date(),
          ...(hash !== undefined && { shareHash: hash }),
        },
      }),
    )
    const stored = row && toShare(row)
    if (!stored) throw notFound(id)
    this.onChange(id)
    return stored
  }

  /** Does nothing where there is no link. */
  async remove(id: string): Promise<void> {
    const { count } = await this.db.run((queries) =>
      queries.conversation.updateMany({
        where: { id, shareHash: { not: null } },
        data: NOT_SHARED,
      }),
    )
    if (count > 0) this.onChange(id)
  }
}

function toShare(row: {
  shareLeaf: string | null
  shareResults: boolean
  sharedAt: Date | null
}): StoredShare | undefined {
  if (row.shareLeaf === null || row.sharedAt === null) return undefined
  return { leaf: row.shareLeaf, results: row.shareResults, sharedAt: row.sharedAt.toISOString() }
}
