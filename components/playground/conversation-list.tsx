'use client'
import { MessagesSquare, SquarePen, Tag } from 'lucide-react'
import Link from 'next/link'
import { type KeyboardEvent, useState } from 'react'
import { useDebounced } from '@/components/shell/use-debounced'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { toggled } from '@/lib/kit/toggled'
import { ConversationItem } from './conversation-item'
import { useConversations, useConversationTags } from './use-conversations'

interface ConversationListProps {
  current: string | undefined
  onRemoved: (id: string) => void
  /** A conversation was chosen: a sheet that holds the list closes. */
  onChosen?: () => void
}

const MOST_TAGS = 8

export function ConversationList({ current, onRemoved, onChosen }: ConversationListProps) {
  const [words, setWords] = useState('')
  const [tags, setTags] = useState<string[]>([])
  const searched = useDebounced(words, 150)
  const list = useConversations({ words: searched, tags })
  const known = useConversationTags()
  const { data, isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const isNarrowed = words.trim() !== '' || tags.length > 0

  const shown = data?.pages.flatMap(({ items }) => items) ?? []
  const pinned = shown.filter((one) => one.pinned)
  const others = shown.filter((one) => !one.pinned)
  const isEmpty = data !== undefined && shown.length === 0
  const item = (conversation: (typeof shown)[number]) => (
    <ConversationItem
      key={conversation.id}
      conversation={conversation}
      isCurrent={conversation.id === current}
      onRemoved={onRemoved}
      {...(onChosen && { onChosen })}
    />
  )
  return (
    <nav aria-label="Conversations" className="flex min-h-0 flex-1 flex-col gap-2">
      <Button asChild className="w-full justify-start">
        <Link href="/playground" {...(onChosen && { onClick: onChosen })}>
          <SquarePen aria-hidden />
          New conversation
        </Link>
      </Button>
      {(isNarrowed || !isEmpty) && (
        <Input
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder="Search titles and messages"
          aria-label="Search conversations"
          data-conversation-search
        />
      )}
      <TagFilter known={known.data ?? {}} chosen={tags} onToggle={(tag) => setTags(toggled(tags, tag))} />
      {isPending && [0, 1, 2, 3].map((at) => <Skeleton key={at} className="h-8 shrink-0 rounded-md" />)}
      {error && !data && <QueryError title="No conversations to show" query={list} className="px-2 py-6" />}
      {isEmpty && (
        <p role="status" className="text-muted-foreground flex items-center gap-2 px-2 py-1 text-sm">
          <MessagesSquare className="size-3.5 shrink-0" aria-hidden />
          {isNarrowed ? 'Nothing holds all of these.' : 'None yet'}
        </p>
      )}
      <div
        className="-mx-1 flex min-h-0 flex-1 [scrollbar-width:thin] flex-col gap-2 overflow-y-auto px-1"
        onKeyDown={moveFocus}
      >
        {pinned.length > 0 && (
          <section aria-label="Pinned">
            <h2 className="text-muted-foreground px-2 py-1 text-xs font-medium">Pinned</h2>
            <ul>{pinned.map(item)}</ul>
          </section>
        )}
        <ul aria-label={pinned.length > 0 ? 'Others' : undefined}>{others.map(item)}</ul>
        {hasNextPage && (
          <Button
            variant="ghost"
            size="sm"
            className="text-muted-foreground w-full"
            disabled={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            Show older
          </Button>
        )}
      </div>
    </nav>
  )
}

interface TagFilterProps {
  known: Record<string, number>
  chosen: readonly string[]
  onToggle: (tag: string) => void
}

function TagFilter({ known, chosen, onToggle }: TagFilterProps) {
  const most = Object.keys(known).slice(0, MOST_TAGS)
  const shown = [...new Set([...chosen, ...most])]
  if (shown.length === 0) return null
  return (
    <div role="group" aria-label="Tags" className="flex flex-wrap gap-1">
      {shown.map((tag) => (
        <button
          key={tag}
          type="button"
          aria-pressed={chosen.includes(tag)}
          onClick={() => onToggle(tag)}
          className="hover:bg-accent aria-pressed:border-primary aria-pressed:text-primary inline-flex h-6 max-w-full items-center gap-1 rounded-md border px-1.5 text-xs"
        >
          <Tag className="size-3 shrink-0" aria-hidden />
          <span className="truncate">{tag}</span>
        </button>
      ))}
    </div>
  )
}

/** The arrows go from conversation to conversation. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLElement)) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a[data-conversation]')]
  const at = links.findIndex((link) => link === event.target)
  const next = links[at + step]
  if (at === -1 || !next) return
  event.preventDefault()
  next.focus()
}
