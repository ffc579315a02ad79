'use client'
import { PanelLeft, PanelRight } from 'lucide-react'
import { type ReactNode, useCallback, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { ScrollArea } from '@/components/ui/scroll-area'
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { ChatInspector } from './chat-inspector'
import { ConversationView } from './conversation-view'
import { NoModel } from './no-model'
import type { useCurrentConversation } from './use-current'
import { useMedia } from '@/components/ui/use-media'
import { useModel } from './use-model'
import { useOpenChat } from './use-open-chat'

interface RoomProps {
  current: ReturnType<typeof useCurrentConversation>
  /** The conversations, for a screen that has no room for them beside. */
  list: (onChosen: () => void) => ReactNode
}

const WIDE = '(min-width: 80rem)'

/** One conversation with its inspector, or why there is none. */
export function Room({ current, list }: RoomProps) {
  const model = useModel()
  const opened = useOpenChat(current.id, current.isDraft)
  const isWide = useMedia(WIDE)
  const [inspected, setInspected] = useState<string>()
  const [sheet, setSheet] = useState<'list' | 'inspector'>()
  const toggle = (which: 'list' | 'inspector') => (isOpen: boolean) => setSheet(isOpen ? which : undefined)
  // Stable, or every answer of a long conversation would be drawn again with each word of the newest.
  const inspect = useCallback(
    (id: string) => {
      setInspected(id)
      if (!isWide) setSheet('inspector')
    },
    [isWide],
  )
  const inspector =
    model.data?.model && opened.kind === 'open' ? (
      <ChatInspector chat={opened.chat} inspected={inspected} />
    ) : undefined

  return (
    <>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-11 shrink-0 items-center gap-2 border-b px-3 xl:px-4">
          <Sheet open={sheet === 'list'} onOpenChange={toggle('list')}>
            <SheetTrigger asChild>
              <Button size="icon-sm" variant="ghost" aria-label="Conversations" className="lg:hidden">
                <PanelLeft aria-hidden />
              </Button>
            </SheetTrigger>
            <SheetContent side="left" title="Conversations">
              {list(() => setSheet(undefined))}
            </SheetContent>
          </Sheet>
          <h1 className="min-w-0 flex-1 truncate text-base font-semibold">Playground</h1>
          {inspector && !isWide && (
            <Sheet open={sheet === 'inspector'} onOpenChange={toggle('inspector')}>
              <SheetTrigger asChild>
                <Button size="sm" variant="ghost">
                  <PanelRight aria-hidden />
                  Inspector
                </Button>
              </SheetTrigger>
              <SheetContent title="Inspector">{inspector}</SheetContent>
            </Sheet>
          )}
        </header>
        <Middle model={model} opened={opened} current={current} onInspect={inspect} />
      </div>
      {inspector && isWide && (
        <aside aria-label="Inspector" className="flex w-72 shrink-0 flex-col border-l">
          <h2 className="flex h-11 shrink-0 items-center border-b px-4 text-sm font-medium">Inspector</h2>
          <ScrollArea label="What the answer had to work with" className="min-h-0 flex-1 p-4">
            {inspector}
          </ScrollArea>
        </aside>
      )}
    </>
  )
}

interface MiddleProps {
  model: ReturnType<typeof useModel>
  opened: ReturnType<typeof useOpenChat>
  current: RoomProps['current']
  onInspect: (id: string) => void
}

function Middle({ model, opened, current, onInspect }: MiddleProps) {
  if (!model.data) {
    return model.error ? (
      <ErrorState
        title="The playground could not open"
        error={model.error}
        onRetry={() => void model.refetch()}
      />
    ) : (
      <RoomSkeleton />
    )
  }
  if (!model.data.model) return <NoModel detected={model.data.detected} />
  switch (opened.kind) {
    case 'open':
      return (
        <ConversationView
          chat={opened.chat}
          model={model.data.model}
          onBegin={current.begin}
          onInspect={onInspect}
        />
      )
    case 'failed':
      return (
        <ErrorState title="This conversation could not be opened" error={opened.error} onRetry={opened.retry}>
          <Button variant="link" onClick={current.leave}>
            Begin a new one
          </Button>
        </ErrorState>
      )
    case 'loading':
      return <RoomSkeleton />
  }
}

function RoomSkeleton() {
  return (
    <div aria-busy className="mx-auto grid w-full max-w-3xl gap-5 px-4 py-6">
      <Skeleton className="ml-auto h-10 w-2/5 rounded-xl" />
      <Skeleton className="h-24 rounded-lg" />
      <Skeleton className="h-10 rounded-lg" />
      <Skeleton className="h-16 w-4/5 rounded-lg" />
    </div>
  )
}
