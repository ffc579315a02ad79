import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import type { Share } from '@/lib/domain/api/conversations'
import { pathTo } from '@/lib/domain/message-tree'
import type { SharedConversation } from '@/lib/domain/transcript'
import { AppError } from '@/lib/kit/app-error'
import type { ConversationShareStore, StoredShare } from '@/lib/store/conversation-shares'
import type { ConversationStore } from '@/lib/store/conversations'
import { previewMessage, readMessages } from '../history'
import { transcriptOf } from './transcript'

export interface SharingOptions {
  shares: Pick<ConversationShareStore, 'get' | 'find' | 'set' | 'remove'>
  store: Pick<ConversationStore, 'get' | 'tree' | 'path'>
}

/** 256 bits: nobody guesses one. */
const TOKEN_BYTES = 32
const TOKEN = /^[\w-]{43}$/

/**
 * Links that show a branch, as it was when it was shared, to whoever has the link. Only the token's hash is stored, so
 * that whoever reads the database can't open the link; a hash of so long a random token needs no salt.
 */
export class Sharing {
  constructor(private readonly options: SharingOptions) {}

  /** Null where there is no link. Throws `not-found`. */
  async get(id: string): Promise<Share | null> {
    await this.#checkThere(id)
    const share = await this.options.shares.get(id)
    return share ? this.#view(id, share) : null
  }

  /** Makes a link and ends the one before. Throws `not-found`; `bad-input` while nothing was said. */
  async create(id: string, { results }: { results: boolean }): Promise<Share & { token: string }> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const leaf = await this.#leaf(id)
    const share = await this.options.shares.set(id, { leaf, results, hash: hashOf(token) })
    return { ...(await this.#view(id, share)), token }
  }

  /** The link that is there shows the branch as it is now. Throws `not-found` where there is none. */
  async change(id: string, { results }: { results: boolean }): Promise<Share> {
    const leaf = await this.#leaf(id)
    return this.#view(id, await this.options.shares.set(id, { leaf, results }))
  }

  /** Throws `not-found`. */
  async revoke(id: string): Promise<void> {
    await this.#checkThere(id)
    await this.options.shares.remove(id)
  }

  /** What the link shows; undefined for whatever is not a link that works now. */
  async read(token: string): Promise<SharedConversation | undefined> {
    if (!TOKEN.test(token)) return undefined
    const found = await this.options.shares.find(hashOf(token))
    if (!found) return undefined
    const { conversation, share } = found
    const messages = readMessages(await this.options.store.path(conversation.id, share.leaf)).map(
      previewMessage,
    )
    return {
      title: conversation.title,
      sharedAt: share.sharedAt,
      results: share.results,
      messages: transcriptOf(messages, { results: share.results }),
    }
  }

  async #view(id: string, { leaf, results, sharedAt }: StoredShare): Promise<Share> {
    const { nodes, head } = await this.options.store.tree(id)
    const shared = new Set(pathTo(nodes, leaf).map((node) => node.id))
    const behind = pathTo(nodes, head).filter((node) => !shared.has(node.id)).length
    return { sharedAt, results, behind }
  }

  async #leaf(id: string): Promise<string> {
    await this.#checkThere(id)
    const { head } = await this.options.store.tree(id)
    if (head === null) throw new AppError('bad-input', 'Nothing was said yet that a link could show')
    return head
  }

  async #checkThere(id: string): Promise<void> {
    if (await this.options.store.get(id)) return
    throw new AppError('not-found', 'There is no such conversation; it may have been deleted')
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
