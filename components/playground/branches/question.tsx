'use client'
import { Pencil, Trash2 } from 'lucide-react'
import { memo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Textarea } from '@/components/ui/textarea'
import { AttachedResources } from '../menus/attached-resources'
import { textOf, type TurnMessage } from '../message'
import { BranchSwitcher } from './branch-switcher'

interface QuestionProps {
  message: TurnMessage
  siblings: readonly string[] | undefined
  /** Being answered: it stays as it is. */
  isLocked: boolean
  /** Opened from outside: a person wants the last question back. */
  isEdited: boolean
  onEdit: (id: string | undefined) => void
  onResend: (id: string, text: string) => void
  onSwitch: (id: string) => void
  onRemove: (id: string) => void
}

/** A question, and its other wordings: edited in place, it becomes a branch of its own. */
export const Question = memo(function Question({
  message,
  siblings,
  isLocked,
  isEdited,
  onEdit,
  onResend,
  onSwitch,
  onRemove,
}: QuestionProps) {
  const text = textOf(message)
  if (isEdited && !isLocked) {
    return (
      <EditQuestion
        text={text}
        onCancel={() => onEdit(undefined)}
        onSend={(next) => {
          onEdit(undefined)
          onResend(message.id, next)
        }}
      />
    )
  }
  return (
    <div className="group/question flex flex-col items-end gap-0.5">
      <p className="bg-secondary max-w-[85%] rounded-xl rounded-br-sm px-3.5 py-2 text-base wrap-anywhere whitespace-pre-wrap">
        <span className="sr-only">You asked: </span>
        {text}
      </p>
      <AttachedResources message={message} />
      <div className="text-muted-foreground flex min-h-7 items-center">
        <span className="flex items-center transition-opacity focus-within:opacity-100 pointer-fine:opacity-0 pointer-fine:group-focus-within/question:opacity-100 pointer-fine:group-hover/question:opacity-100">
          <CopyButton text={text} label="Copy question" />
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label="Edit question"
            title="Edit and ask again, in a new branch"
            disabled={isLocked}
            onClick={() => onEdit(message.id)}
          >
            <Pencil aria-hidden />
          </Button>
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label="Delete question"
            title="Delete with all that follows"
            disabled={isLocked}
            onClick={() => onRemove(message.id)}
          >
            <Trash2 aria-hidden />
          </Button>
        </span>
        <BranchSwitcher
          what="question"
          id={message.id}
          siblings={siblings}
          isDisabled={isLocked}
          onSwitch={onSwitch}
        />
      </div>
    </div>
  )
})

interface EditQuestionProps {
  text: string
  onCancel: () => void
  onSend: (text: string) => void
}

function EditQuestion({ text, onCancel, onSend }: EditQuestionProps) {
  const [draft, setDraft] = useState(text)
  const isEmpty = draft.trim() === ''
  const send = () => {
    if (!isEmpty) onSend(draft.trim())
  }
  return (
    <form
      aria-label="Edit question"
      className="bg-card border-ring ml-auto grid w-full max-w-[85%] gap-2 rounded-xl border p-2"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Textarea
        autoFocus
        value={draft}
        aria-label="Question"
        rows={2}
        className="field-sizing-content max-h-[40dvh] border-0 text-base shadow-none"
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="text-muted-foreground mr-auto pl-1 text-xs">
          What was answered before stays in its branch.
        </p>
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" size="sm" variant="primary" disabled={isEmpty}>
          Ask again
        </Button>
      </div>
    </form>
  )
}
