'use client'
import { ArrowDown } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { type StickToBottomContext, useStickToBottomContext } from 'use-stick-to-bottom'
import { Button } from '@/components/ui/button'
import { rowOf } from './message-row'
import { type Earlier, PAGE } from './use-open-chat'

/** Of pages when all of them are wanted: fewer journeys, and none that holds up what is typed. */
const LARGE_PAGE = 250

/** Two seconds of a page that is seen. */
const MOST_FRAMES = 120

export interface LoadEarlier {
  /** Reads one page of older messages. */
  page: () => Promise<void>
  /** Reads all that there are. */
  all: () => Promise<void>
}

/** Keeps what is in sight where it is: a browser does so by itself, except at the very top. */
export function useLoadEarlier(
  scroll: RefObject<StickToBottomContext | null>,
  load: Earlier['load'],
): LoadEarlier {
  const [state] = useState<{ running: Promise<boolean> | undefined }>({ running: undefined })
  const read = useCallback(
    (limit: number) => {
      const run = async () => {
        const element = scroll.current?.scrollRef.current
        const below = element ? element.scrollHeight - element.scrollTop : 0
        const { first, hasMore } = await load(limit)
        if (element && first !== undefined) {
          await untilThere(element, first)
          if (element.scrollTop < 1) element.scrollTop = element.scrollHeight - below
        }
        return hasMore
      }
      state.running ??= run().finally(() => (state.running = undefined))
      return state.running
    },
    [load, scroll, state],
  )
  const page = useCallback(async () => {
    await read(PAGE)
  }, [read])
  const all = useCallback(async () => {
    while (await read(LARGE_PAGE));
  }, [read])
  return { page, all }
}

/** Resolves when the message has its place on the page, which is a few frames after the chat has it; or never had. */
async function untilThere(scroller: Element, id: string): Promise<void> {
  for (let frame = 0; frame < MOST_FRAMES && !rowOf(scroller, id); frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

/** Above the oldest that is here: reads what is older as it comes into sight. */
export function EarlierMessages({ load }: { load: LoadEarlier }) {
  const sign = useRef<HTMLDivElement>(null)
  const { scrollRef, stopScroll } = useStickToBottomContext()
  const loadPage = useEffectEvent(load.page)
  useEffect(() => {
    const element = sign.current
    if (!element) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void loadPage()
    }, NEAR)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const toTheFirst = async () => {
    stopScroll()
    await load.all()
    scrollRef.current?.scrollTo({ top: 0 })
  }
  return (
    <div ref={sign} className="text-muted-foreground flex justify-center gap-1">
      <Button size="sm" variant="ghost" onClick={() => void load.page()}>
        Show older messages
      </Button>
      <Button size="sm" variant="ghost" onClick={() => void toTheFirst()}>
        To the first
      </Button>
    </div>
  )
}

/** A screen before it is seen. */
const NEAR = { rootMargin: '600px 0px 0px' }

export function ToBottom() {
  const { isAtBottom, scrollToBottom } = useStickToBottomContext()
  if (isAtBottom) return null
  return (
    <Button
      size="icon"
      aria-label="To the newest"
      className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-md"
      onClick={() => void scrollToBottom()}
    >
      <ArrowDown aria-hidden />
    </Button>
  )
}
