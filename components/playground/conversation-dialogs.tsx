'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { FormDialog } from '@/components/ui/form-dialog'
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
  return (
    <FormDialog
      title="Rename the conversation"
      action="Rename"
      canSend={text.trim() !== ''}
      onSend={() => {
        onRename(text.trim())
        onClose()
      }}
      onClose={onClose}
    >
      <Input
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={200}
        aria-label="Title"
        autoFocus
      />
    </FormDialog>
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
  return (
    <FormDialog
      title="Tags of the conversation"
      description="Separated by commas."
      action="Save tags"
      canSend
      onSend={() => {
        onChange(chosen)
        onClose()
      }}
      onClose={onClose}
    >
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
    </FormDialog>
  )
}
