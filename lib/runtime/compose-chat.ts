import 'server-only'
import { Chat } from '@/lib/chat/chat'
import { HandCalls } from '@/lib/chat/hand-calls'
import { Models } from '@/lib/chat/models'
import { SharedTurns } from '@/lib/chat/shared-turns'
import type { Env } from '@/lib/config/env'
import type { Sealer } from '@/lib/config/secrets'
import type { Pool } from '@/lib/connections/pool'
import type { EventBus } from '@/lib/events/bus'
import type { Peers } from '@/lib/events/peers'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Tracer } from '@/lib/kit/tracer'
import { termsOf } from '@/lib/rag/lexical/terms-of'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { SettingsStore } from '@/lib/store/settings'
import { TurnLeaseStore } from '@/lib/store/turn-leases'
import { type ApprovalParts, composeApprovals } from './compose-approvals'
import { composeConversations, type ConversationParts, openConversations } from './compose-conversations'
import type { RagParts } from './compose-rag'
import type { Lifecycle } from './lifecycle'

interface ChatInput {
  env: Env
  database: Database
  settings: SettingsStore
  sealer: Sealer
  registry: Registry
  pool: Pool
  rag: Pick<RagParts, 'search' | 'toolSearch'>
  jobs: Jobs
  bus: EventBus
  peers: Peers
  clock: Clock
  tracer: Tracer
  log: (part: string) => Logger
}

export interface ChatParts extends ConversationParts, ApprovalParts {
  chat: Chat
  models: Models
  handCalls: HandCalls
}

/** What answers questions, what people say about its calls, and what is done with conversations. */
export async function composeChat(input: ChatInput, lifecycle: Lifecycle): Promise<ChatParts> {
  const { env, database, settings, registry, pool, rag, jobs, bus, peers, clock, tracer, log } = input
  const models = new Models({ settings, env: env.model, clock, logger: log('chat') })
  const store = openConversations(database, bus)
  const asking = composeApprovals(input)
  const chat = new Chat({
    ...asking,
    ...{ models, pool, servers: registry, search: rag.search, toolSearch: rag.toolSearch, termsOf },
    conversations: store,
    turns: new SharedTurns({ leases: new TurnLeaseStore(database), peers, clock, logger: log('chat') }),
    tracer,
    clock,
    logger: log('chat'),
  })
  await lifecycle.start({ name: 'chat', stop: () => chat.stop(), stopWithinMs: 1_000 })
  const said = await composeConversations(
    { database, store, chat, models, jobs, bus, clock, logger: log('conversations') },
    lifecycle,
  )
  const handCalls = new HandCalls({ pool, models, questions: asking.questions })
  return { chat, models, handCalls, ...asking, ...said }
}
