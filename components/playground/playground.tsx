'use client'
import { useRouter } from 'next/navigation'
import { ConversationList } from './conversation-list'
import { Room } from './room'
import { useCurrentConversation } from './use-current'
import { useShortcuts } from './use-shortcuts'

/** Conversations left, the answer in the middle, what it had to work with on the right. */
export function Playground() {
  const router = useRouter()
  const current = useCurrentConversation()
  const onRemoved = (id: string) => {
    if (id === current.id) current.leave()
  }
  useShortcuts({
    new: () => router.push('/playground'),
    search: () => document.querySelector<HTMLElement>('[data-conversation-search]')?.focus(),
    'next-conversation': () => neighbourOf(current.named, 1)?.click(),
    'previous-conversation': () => neighbourOf(current.named, -1)?.click(),
  })
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

/** The link before or after that of the open conversation, as they are listed now. */
function neighbourOf(current: string | undefined, step: 1 | -1): HTMLElement | undefined {
  const links = [...document.querySelectorAll<HTMLElement>('a[data-conversation]')]
  const at = links.findIndex((link) => current !== undefined && link.getAttribute('href')?.endsWith(current))
  if (at === -1) return step === 1 ? links[0] : undefined
  return links[at + step]
}
