'use client'
import { MessagesSquare, SquarePen } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { Input } from '@/components/ui/input'
import { Skeleton } from '@/components/ui/skeleton'
import { ConversationItem } from './conversation-item'
import { useConversations } from './use-conversations'

interface ConversationListProps {
  current: string | undefined
  onRemoved: (id: string) => void
  /** A conversation was chosen: a sheet that holds the list closes. */
  onChosen?: () => void
}

export function ConversationList({ current, onRemoved, onChosen }: ConversationListProps) {
  const [words, setWords] = useState('')
  const { data, isPending, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useConversations()
  const isSearching = words.trim() !== ''
  // A search looks through all of them, so it fetches what is not here yet.
  useEffect(() => {
    if (isSearching && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [isSearching, hasNextPage, isFetchingNextPage, fetchNextPage])

  const all = data?.pages.flatMap(({ items }) => items) ?? []
  const shown = all.filter(({ title }) => title.toLowerCase().includes(words.trim().toLowerCase()))
  return (
    <nav aria-label="Conversations" className="flex min-h-0 flex-1 flex-col gap-2">
      <Button asChild className="w-full justify-start">
        <Link href="/playground" {...(onChosen && { onClick: onChosen })}>
          <SquarePen aria-hidden />
          New conversation
        </Link>
      </Button>
      {all.length > 0 && (
        <Input
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder="Search"
          aria-label="Search conversations"
        />
      )}
      {isPending && [0, 1, 2, 3].map((at) => <Skeleton key={at} className="h-8 shrink-0 rounded-md" />)}
      {error && !data && (
        <ErrorState
          title="No conversations to show"
          error={error}
          onRetry={() => void refetch()}
          className="px-2 py-6"
        />
      )}
      {data && all.length === 0 && (
        <p className="text-muted-foreground flex items-center gap-2 px-2 py-1 text-sm">
          <MessagesSquare className="size-3.5" aria-hidden />
          None yet
        </p>
      )}
      {isSearching && shown.length === 0 && !isFetchingNextPage && (
        <p className="text-muted-foreground px-2 py-1 text-sm">No title holds these words.</p>
      )}
      <ul className="-mx-1 min-h-0 flex-1 [scrollbar-width:thin] overflow-y-auto px-1">
        {shown.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            isCurrent={conversation.id === current}
            onRemoved={onRemoved}
            {...(onChosen && { onChosen })}
          />
        ))}
        {hasNextPage && !isSearching && (
          <li>
            <Button
              variant="ghost"
              size="sm"
              className="text-muted-foreground w-full"
              disabled={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show older
            </Button>
          </li>
        )}
      </ul>
    </nav>
  )
}
