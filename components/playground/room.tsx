'use client'
import { Keyboard, PanelLeft, PanelRight, Search } from 'lucide-react'
import { type ReactNode, useCallback, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { QueryError } from '@/components/ui/query-error'
import { ScrollArea } from '@/components/ui/scroll-area'
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { useMedia } from '@/components/ui/use-media'
import { ChatInspector } from './chat-inspector'
import { ConversationView } from './conversation-view'
import { useBrowserFind } from './find/use-browser-find'
import { ShareDialog } from './share/share-dialog'
import { ShareMenu } from './share/share-menu'
import { ShortcutSheet } from './shortcut-sheet'
import type { useCurrentConversation } from './use-current'
import { useModel } from './use-model'
import { useOpenChat } from './use-open-chat'
import { useShortcuts } from './use-shortcuts'

interface RoomProps {
  current: ReturnType<typeof useCurrentConversation>
  /** The conversations, for a screen that has no room for them beside. */
  list: (onChosen: () => void) => ReactNode
}

const WIDE = '(min-width: 80rem)'

type Layer = 'find' | 'list' | 'inspector' | 'share-menu' | 'share' | 'shortcuts'

/** One conversation with its inspector, or why there is none. */
export function Room({ current, list }: RoomProps) {
  const model = useModel()
  const isNamed = current.named !== undefined
  const opened = useOpenChat(current.id, { isDraft: current.isDraft, isNamed })
  const isWide = useMedia(WIDE)
  const [inspected, setInspected] = useState<string>()
  const [layer, setLayer] = useState<Layer>()
  const toggle = (which: Layer) => (isOpen: boolean) => setLayer(isOpen ? which : undefined)
  // Stable, or every answer of a long conversation would be drawn again with each word of the newest.
  const inspect = useCallback(
    (id: string) => {
      setInspected(id)
      if (!isWide) setLayer('inspector')
    },
    [isWide],
  )
  const branch = opened.kind === 'open' ? opened.branch : undefined
  useShortcuts({
    help: () => setLayer('shortcuts'),
    ...(branch && { share: () => setLayer('share-menu'), find: () => setLayer('find') }),
  })
  useBrowserFind(() => setLayer('find'))
  const inspector =
    model.data && opened.kind === 'open' ? (
      <ChatInspector chat={opened.chat} inspected={inspected} />
    ) : undefined

  return (
    <>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-11 shrink-0 items-center gap-1 border-b px-3 xl:px-4">
          <Sheet open={layer === 'list'} onOpenChange={toggle('list')}>
            <SheetTrigger asChild>
              <Button size="icon-sm" variant="ghost" aria-label="Conversations" className="lg:hidden">
                <PanelLeft aria-hidden />
              </Button>
            </SheetTrigger>
            <SheetContent side="left" title="Conversations">
              {list(() => setLayer(undefined))}
            </SheetContent>
          </Sheet>
          <h1 className="min-w-0 flex-1 truncate pl-1 text-base font-semibold" title={branch?.title}>
            <span className={branch ? 'sr-only' : undefined}>Playground</span>
            {branch && (
              <>
                <span className="sr-only">: </span>
                {branch.title}
              </>
            )}
          </h1>
          {branch && (
            <>
              <Button
                size="icon-sm"
                variant="ghost"
                aria-label="Find in this conversation"
                title="Find in this conversation (F)"
                aria-pressed={layer === 'find'}
                onClick={() => toggle('find')(layer !== 'find')}
              >
                <Search aria-hidden />
              </Button>
              <ShareMenu
                conversation={current.id}
                isShared={branch.shared}
                isOpen={layer === 'share-menu'}
                onOpenChange={toggle('share-menu')}
                onShare={() => setLayer('share')}
              />
              <ShareDialog
                conversation={current.id}
                isOpen={layer === 'share'}
                onOpenChange={toggle('share')}
              />
            </>
          )}
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            className="max-sm:hidden"
            onClick={() => setLayer('shortcuts')}
          >
            <Keyboard aria-hidden />
          </Button>
          <ShortcutSheet isOpen={layer === 'shortcuts'} onOpenChange={toggle('shortcuts')} />
          {inspector && !isWide && (
            <Sheet open={layer === 'inspector'} onOpenChange={toggle('inspector')}>
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
        <Middle
          model={model}
          opened={opened}
          current={current}
          isFinding={layer === 'find'}
          onFindingEnd={() => setLayer(undefined)}
          onInspect={inspect}
        />
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
  isFinding: boolean
  onFindingEnd: () => void
  onInspect: (id: string) => void
}

function Middle({ model, opened, current, ...rest }: MiddleProps) {
  if (!model.data) {
    return model.error ? <QueryError title="The playground could not open" query={model} /> : <RoomSkeleton />
  }
  switch (opened.kind) {
    case 'open':
      return (
        <ConversationView
          opened={opened}
          model={model.data.model}
          detected={model.data.detected}
          isNamed={current.named !== undefined}
          onBegin={current.begin}
          {...rest}
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
