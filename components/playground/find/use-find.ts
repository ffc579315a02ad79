'use client'
import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { StickToBottomContext } from 'use-stick-to-bottom'
import { useDebounced } from '@/components/shell/use-debounced'
import type { TurnMessage } from '../message'
import { rowOf } from '../message-row'
import { findMessages, stepIn } from './find-messages'
import { clearMarks, markFound, rangesOf } from './mark-found'

interface FindOptions {
  isOpen: boolean
  messages: readonly TurnMessage[]
  /** Reads the older messages: what is not here can't be found. */
  loadAll: () => Promise<void>
  scroll: RefObject<StickToBottomContext | null>
}

const TYPING_MS = 150

/** Finds words in the open conversation: the page itself holds only the messages near the screen. */
export function useFind({ isOpen, messages, loadAll, scroll }: FindOptions) {
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState<string>()
  const [isReading, setReading] = useState(false)
  const searched = useDebounced(words, TYPING_MS)
  const found = useMemo(() => (isOpen ? findMessages(messages, searched) : []), [isOpen, messages, searched])
  const current = chosen !== undefined && found.includes(chosen) ? chosen : found.at(-1)

  const readAll = useEffectEvent(() => {
    setReading(true)
    void loadAll().finally(() => setReading(false))
  })
  useEffect(() => {
    if (isOpen) readAll()
  }, [isOpen])
  useEffect(() => {
    const at = scroll.current
    if (current !== undefined && at) show(at, current, searched)
  }, [scroll, current, searched])
  useEffect(() => {
    const element = scroll.current?.scrollRef.current
    if (!isOpen || !element) return
    return keepMarked(element, searched)
  }, [scroll, isOpen, searched])

  return {
    words,
    setWords,
    count: found.length,
    /** From 1; 0 where nothing is found. */
    at: current === undefined ? 0 : found.indexOf(current) + 1,
    current,
    isReading,
    step: (by: 1 | -1) => setChosen(stepIn(found, current, by)),
  }
}

/** Brings the first of the words to the upper third of what is seen, whose message is drawn by now. */
function show(
  { scrollRef, stopScroll }: Pick<StickToBottomContext, 'scrollRef' | 'stopScroll'>,
  id: string,
  words: string,
): void {
  const scroller = scrollRef.current
  const row = scroller && rowOf(scroller, id)
  if (!scroller || !row) return
  stopScroll()
  const place = (rangesOf(row, words)[0] ?? row).getBoundingClientRect()
  scroller.scrollTop += place.top - scroller.getBoundingClientRect().top - scroller.clientHeight / 3
}

/** Marks the words in what is drawn now and later. Returns how to end that. */
function keepMarked(element: Element, words: string): () => void {
  let frame = 0
  const mark = () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => markFound(element, words))
  }
  const observer = new MutationObserver(mark)
  observer.observe(element, { childList: true, subtree: true, characterData: true })
  mark()
  return () => {
    observer.disconnect()
    cancelAnimationFrame(frame)
    clearMarks()
  }
}
