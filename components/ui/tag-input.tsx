'use client'
import { type KeyboardEvent, useId, useState } from 'react'
import { Input } from './input'
import { Label } from './label'
import { RemovableList } from './removable-list'
import { withTyped } from './tag-words'
import { Suggestions } from './suggestions'

interface TagInputProps {
  id: string
  label: string
  tags: readonly string[]
  onTagsChange: (tags: string[]) => void
  /** Tags that are in use elsewhere, to choose from. */
  known?: readonly string[]
}

/** Tags as badges, and a field for the next. A comma or Enter ends a tag; leaving the field too. */
export function TagInput({ id, label, tags, onTagsChange, known = [] }: TagInputProps) {
  const listId = useId()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()

  const take = (typed: string) => {
    const next = withTyped(tags, typed)
    setProblem(next.problem)
    if (next.problem !== undefined) return
    setText('')
    if (next.tags.length !== tags.length) onTagsChange(next.tags)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault()
      take(text)
    }
    if (event.key === 'Backspace' && text === '' && tags.length > 0) onTagsChange(tags.slice(0, -1))
  }

  return (
    <div className="grid gap-1">
      <Label htmlFor={id}>{label}</Label>
      <RemovableList
        label={`${label} chosen`}
        values={tags}
        noun="tag"
        onRemove={(tag) => onTagsChange(tags.filter((each) => each !== tag))}
      />
      <Input
        id={id}
        list={listId}
        autoComplete="off"
        placeholder="Add a tag"
        value={text}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) =>
          event.target.value.includes(',') ? take(event.target.value) : setText(event.target.value)
        }
        onKeyDown={onKeyDown}
        onBlur={() => take(text)}
      />
      <Suggestions id={listId} values={known.filter((tag) => !tags.includes(tag)).slice(0, 200)} />
      {problem !== undefined && (
        <p id={`${id}-problem`} className="text-bad text-xs">
          {problem}
        </p>
      )}
    </div>
  )
}
