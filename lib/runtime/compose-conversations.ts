import 'server-only'
import type { Chat } from '@/lib/chat/chat'
import { Conversations } from '@/lib/chat/conversations/conversations'
import { Sharing } from '@/lib/chat/conversations/sharing'
import { Titles } from '@/lib/chat/conversations/titles'
import type { Models } from '@/lib/chat/models'
import type { EventBus } from '@/lib/events/bus'
import type { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { ConversationShareStore } from '@/lib/store/conversation-shares'
import { ConversationStore } from '@/lib/store/conversations'
import type { Database } from '@/lib/store/database'
import type { Lifecycle } from './lifecycle'

export interface ConversationParts {
  conversations: Conversations
  sharing: Sharing
}

export interface ConversationsInput {
  database: Database
  store: ConversationStore
  chat: Chat
  models: Models
  jobs: Jobs
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** The store of conversations, which tells whoever listens what was changed. */
export function openConversations(database: Database, bus: EventBus): ConversationStore {
  return new ConversationStore(database, announce(bus))
}

/** What is done with conversations beside asking in them; begins to give titles, and to forget what was deleted. */
export async function composeConversations(
  { database, store, chat, models, jobs, bus, clock, logger }: ConversationsInput,
  lifecycle: Lifecycle,
): Promise<ConversationParts> {
  const conversations = new Conversations({ store, turns: chat, clock })
  const sharing = new Sharing({ store, shares: new ConversationShareStore(database, announce(bus)) })
  const titles = new Titles({ store, models, bus, clock, logger })
  await lifecycle.start({ name: 'titles', start: () => titles.start(), stop: () => titles.stop() })
  await startRetention({
    ...{ jobs, logger, what: 'conversation', cron: '47 * * * *' },
    forget: () => conversations.prune(),
  })
  return { conversations, sharing }
}

function announce(bus: EventBus): (conversation: string) => void {
  return (conversation) => bus.publish({ kind: 'conversation-changed', conversation })
}
