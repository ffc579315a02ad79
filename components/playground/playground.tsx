'use client'
import { ConversationList } from './conversation-list'
import { Room } from './room'
import { useCurrentConversation } from './use-current'

/** Conversations left, the answer in the middle, what it had to work with on the right. */
export function Playground() {
  const current = useCurrentConversation()
  const onRemoved = (id: string) => {
    if (id === current.id) current.leave()
  }
  return (
    <div className="flex h-[calc(100dvh-3rem)] min-w-0">
      <aside aria-label="Conversations" className="hidden w-60 shrink-0 flex-col border-r p-3 lg:flex">
        <ConversationList current={current.named} onRemoved={onRemoved} />
      </aside>
      <Room
        key={current.id}
        current={current}
        list={(onChosen) => (
          <ConversationList current={current.named} onRemoved={onRemoved} onChosen={onChosen} />
        )}
      />
    </div>
  )
}
