import 'server-only'
import type { ConversationStore, StoredMessage } from '@/lib/store/conversations'
import type { SettingsStore } from '@/lib/store/settings'

/** What the chat needs of the conversation store. */
export type Conversations = Pick<
  ConversationStore,
  | 'list'
  | 'get'
  | 'create'
  | 'rename'
  | 'remove'
  | 'appendMessages'
  | 'messages'
  | 'messagesHolding'
  | 'path'
  | 'tree'
>
export type { StoredMessage }

/** What the chat needs of the settings store. */
export type Settings = Pick<SettingsStore, 'get' | 'set' | 'remove'>
