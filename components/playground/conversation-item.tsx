'use client'
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { type SyntheticEvent, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Input } from '@/components/ui/input'
import { exactWords } from '@/components/ui/time-words'
import type { Conversation } from '@/lib/domain/api/chat'
import { cn } from '@/lib/kit/class-names'
import { useRemove, useRename } from './use-conversations'

interface ConversationItemProps {
  conversation: Conversation
  isCurrent: boolean
  onRemoved: (id: string) => void
  onChosen?: () => void
}

export function ConversationItem({ conversation, isCurrent, onRemoved, onChosen }: ConversationItemProps) {
  const { id, title, updatedAt } = conversation
  const [asking, setAsking] = useState<'rename' | 'delete'>()
  const remove = useRemove(onRemoved)
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
        title={`${title}, ${exactWords(Date.parse(updatedAt))}`}
        {...(onChosen && { onClick: onChosen })}
        className="min-w-0 flex-1 truncate rounded-md px-2 py-1.5 focus-visible:-outline-offset-2"
      >
        {title}
      </Link>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Actions for ${title}`}
            className={cn(
              'text-muted-foreground focus-visible:opacity-100 aria-expanded:opacity-100 pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100',
            )}
          >
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setAsking('rename')}>
            <Pencil aria-hidden />
            Rename
          </DropdownMenuItem>
          <DropdownMenuItem variant="destructive" onSelect={() => setAsking('delete')}>
            <Trash2 aria-hidden />
            Delete
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {asking === 'rename' && (
        <RenameDialog conversation={conversation} onClose={() => setAsking(undefined)} />
      )}
      <AlertDialog
        open={asking === 'delete'}
        onOpenChange={(isOpen) => setAsking(isOpen ? 'delete' : undefined)}
        title="Delete this conversation?"
        action="Delete conversation"
        destructive
        onConfirm={() => remove.mutate(id)}
      >
        “{title}” and its answers will be gone for good.
      </AlertDialog>
    </li>
  )
}

function RenameDialog({
  conversation: { id, title },
  onClose,
}: {
  conversation: Conversation
  onClose: () => void
}) {
  const [text, setText] = useState(title)
  const rename = useRename()
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    rename.mutate({ id, title: text.trim() })
    onClose()
  }
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>Rename the conversation</DialogTitle>
        </DialogHeader>
        <form onSubmit={submit} className="grid gap-4">
          <Input
            value={text}
            onChange={(event) => setText(event.target.value)}
            maxLength={200}
            aria-label="Title"
            autoFocus
          />
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={text.trim() === ''}>
              Rename
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
