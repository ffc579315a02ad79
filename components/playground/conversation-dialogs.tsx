'use client'
import { type SyntheticEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { readTags } from './tags'
import { useConversationTags } from './use-conversations'

interface RenameDialogProps {
  title: string
  onClose: () => void
  onRename: (title: string) => void
}

export function RenameDialog({ title, onClose, onRename }: RenameDialogProps) {
  const [text, setText] = useState(title)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onRename(text.trim())
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

interface TagsDialogProps {
  tags: readonly string[]
  onClose: () => void
  onChange: (tags: string[]) => void
}

export function TagsDialog({ tags, onClose, onChange }: TagsDialogProps) {
  const [text, setText] = useState(tags.join(', '))
  const known = useConversationTags()
  const chosen = readTags(text)
  const others = Object.keys(known.data ?? {}).filter((tag) => !chosen.includes(tag))
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onChange(chosen)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Tags of the conversation</DialogTitle>
          <DialogDescription>Separated by commas.</DialogDescription>
        </DialogHeader>
        <form onSubmit={submit} className="grid gap-4">
          <Input value={text} onChange={(event) => setText(event.target.value)} aria-label="Tags" autoFocus />
          {others.length > 0 && (
            <div role="group" aria-label="Tags in use" className="flex flex-wrap gap-1">
              {others.slice(0, 20).map((tag) => (
                <Button key={tag} size="sm" onClick={() => setText([...chosen, tag].join(', '))}>
                  {tag}
                </Button>
              ))}
            </div>
          )}
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary">
              Save tags
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
