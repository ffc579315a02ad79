import 'server-only'
import type { Remembered } from '@/lib/domain/api/approvals'
import { AppError } from '@/lib/kit/app-error'
import type { Database } from './database'

const MAX_LISTED = 500

/** Rows of what conversations let run without asking. */
export class ApprovalMemoryStore {
  constructor(private readonly db: Database) {}

  /** Patterns of one conversation. */
  async of(conversation: string): Promise<string[]> {
    const rows = await this.db.run((queries) =>
      queries.rememberedApproval.findMany({
        where: { conversationId: conversation },
        orderBy: { createdAt: 'asc' },
      }),
    )
    return rows.map(({ pattern }) => pattern)
  }

  /** Of all conversations that are not deleted, newest first. */
  async all(): Promise<Remembered[]> {
    const rows = await this.db.run((queries) =>
      queries.rememberedApproval.findMany({
        where: { conversation: { deletedAt: null } },
        include: { conversation: { select: { title: true } } },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: MAX_LISTED,
      }),
    )
    return rows.map(({ id, conversationId, conversation, pattern, createdAt }) => ({
      id,
      conversation: conversationId,
      title: conversation.title,
      pattern,
      createdAt: createdAt.toISOString(),
    }))
  }

  /** Also when it is there already. */
  async add(conversation: string, patterns: readonly string[]): Promise<void> {
    if (patterns.length === 0) return
    const data = patterns.map((pattern) => ({ conversationId: conversation, pattern }))
    await this.db.run((queries) => queries.rememberedApproval.createMany({ data, skipDuplicates: true }))
  }

  /** Marks requests as answered, once for all replicas: all of them, or none. Throws `revision-conflict`. */
  async spend(conversation: string, ids: readonly string[]): Promise<void> {
    await this.db.transaction(async (queries) => {
      const data = ids.map((id) => ({ id, conversationId: conversation }))
      const { count } = await queries.spentApproval.createMany({ data, skipDuplicates: true })
      // Throwing rolls back: what nobody has answered yet stays open.
      if (count < ids.length) throw new AppError('revision-conflict', 'This was answered already')
    })
  }

  /** Throws `not-found`. */
  async remove(id: string): Promise<void> {
    const { count } = await this.db.run((queries) => queries.rememberedApproval.deleteMany({ where: { id } }))
    if (count === 0) throw new AppError('not-found', 'This is not remembered any more')
  }
}
