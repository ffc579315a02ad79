'use client'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { countWords } from '@/components/ui/number-words'
import type { useFind } from './use-find'

interface FindBarProps {
  find: ReturnType<typeof useFind>
  onClose: () => void
}

/** What to find in the conversation, and how many messages hold it. */
export function FindBar({ find, onClose }: FindBarProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose()
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    find.step(event.shiftKey ? 1 : -1)
  }
  const hasWords = find.words.trim() !== ''
  return (
    <search
      aria-label="Find in this conversation"
      onKeyDown={onKeyDown}
      className="flex shrink-0 items-center gap-1 border-b px-3 py-1.5 xl:px-4"
    >
      <Input
        ref={field}
        value={find.words}
        onChange={(event) => find.setWords(event.target.value)}
        placeholder="Find in this conversation"
        aria-label="Words to find"
        className="min-w-0 flex-1"
      />
      <p role="status" className="text-muted-foreground px-1 text-xs whitespace-nowrap tabular-nums">
        {hasWords && wordsOf(find)}
      </p>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label="Older match"
        title="Older match (Enter)"
        disabled={find.count === 0}
        onClick={() => find.step(-1)}
      >
        <ChevronUp aria-hidden />
      </Button>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label="Newer match"
        title="Newer match (Shift Enter)"
        disabled={find.count === 0}
        onClick={() => find.step(1)}
      >
        <ChevronDown aria-hidden />
      </Button>
      <Button size="icon-sm" variant="ghost" aria-label="Close the search" onClick={onClose}>
        <X aria-hidden />
      </Button>
    </search>
  )
}

function wordsOf({ count, at, isReading }: FindBarProps['find']): string {
  if (count > 0) return `${countWords(at)} of ${countWords(count)}`
  return isReading ? 'Reading older messages' : 'Nothing found'
}
