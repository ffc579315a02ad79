'use client'
import { Ellipsis, Link2, Pencil, Pin, PinOff, Tag, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { exactWords } from '@/components/ui/time-words'
import type { ListedConversation } from '@/lib/domain/api/conversations'
import { cn } from '@/lib/kit/class-names'
import { RenameDialog, TagsDialog } from './conversation-dialogs'
import { useChangeConversation, useRemove } from './use-conversations'

interface ConversationItemProps {
  conversation: ListedConversation
  isCurrent: boolean
  onRemoved: (id: string) => void
  onChosen?: () => void
}

export function ConversationItem({ conversation, isCurrent, onRemoved, onChosen }: ConversationItemProps) {
  const { id, title, updatedAt, pinned, tags, shared, excerpt } = conversation
  const [asking, setAsking] = useState<'rename' | 'tags'>()
  const remove = useRemove(onRemoved)
  const change = useChangeConversation()
  const close = () => setAsking(undefined)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2') setAsking('rename')
    if (event.key === 'Delete') remove.mutate({ id, title })
  }
  return (
    <li
      className={cn(
        'group hover:bg-accent flex min-h-8 min-w-0 items-center rounded-md',
        isCurrent && 'bg-accent font-medium',
      )}
    >
      <Link
        href={`/playground/${id}`}
        aria-current={isCurrent ? 'page' : undefined}
        title={[title, ...tags.map((tag) => `#${tag}`), exactWords(Date.parse(updatedAt))].join(', ')}
        data-conversation
        onKeyDown={onKeyDown}
        {...(onChosen && { onClick: onChosen })}
        className="min-w-0 flex-1 rounded-md px-2 py-1.5 focus-visible:-outline-offset-2"
      >
        <span className="block truncate">{title}</span>
        {excerpt !== undefined && (
          <span className="text-muted-foreground line-clamp-2 text-xs font-normal wrap-anywhere">
            {excerpt}
          </span>
        )}
      </Link>
      {shared && (
        <Link2 className="text-muted-foreground size-3 shrink-0" role="img" aria-label="Shared by link" />
      )}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Actions for ${title}`}
            className="text-muted-foreground focus-visible:opacity-100 aria-expanded:opacity-100 pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100"
          >
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => change.mutate({ id, pinned: !pinned })}>
            {pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
            {pinned ? 'Unpin' : 'Pin'}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setAsking('rename')}>
            <Pencil aria-hidden />
            Rename
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setAsking('tags')}>
            <Tag aria-hidden />
            Tags
          </DropdownMenuItem>
          <DropdownMenuItem variant="destructive" onSelect={() => remove.mutate({ id, title })}>
            <Trash2 aria-hidden />
            Delete
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {asking === 'rename' && (
        <RenameDialog title={title} onClose={close} onRename={(next) => change.mutate({ id, title: next })} />
      )}
      {asking === 'tags' && (
        <TagsDialog tags={tags} onClose={close} onChange={(next) => change.mutate({ id, tags: next })} />
      )}
    </li>
  )
}
