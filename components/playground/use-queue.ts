'use client'
import { useEffect, useEffectEvent, useState } from 'react'
import { newId } from '@/lib/client/new-id'
import { type Asked, changedQueue, type Queued, readQueue, writeQueue } from './queue'

export interface Queue {
  queued: Queued[]
  /** Nothing is sent by itself: an answer was stopped or failed, or the page was loaded anew. */
  isPaused: boolean
  add: (asked: Asked) => void
  change: (id: string, text: string) => void
  remove: (id: string) => void
  /** Sends the first now. */
  resume: () => void
}

interface QueueOptions {
  conversation: string
  isRunning: boolean
  /** Whether the answer that ran last has ended well. */
  hasEndedWell: boolean
  send: (asked: Asked) => void
}

/** Questions written while an answer runs: each is sent when the one before it has been answered well. */
export function useQueue({ conversation, isRunning, hasEndedWell, send }: QueueOptions): Queue {
  const [queued, setQueued] = useState(() => readQueue(globalThis.sessionStorage, conversation))
  const [wasRunning, setWasRunning] = useState(isRunning)
  const [isDue, setIsDue] = useState(false)
  const [isPaused, setIsPaused] = useState(!isRunning && queued.length > 0)
  if (wasRunning !== isRunning) {
    setWasRunning(isRunning)
    if (!isRunning) {
      setIsDue(hasEndedWell)
      setIsPaused(!hasEndedWell)
    }
  }
  const put = (next: Queued[]) => {
    setQueued(next)
    writeQueue(globalThis.sessionStorage, conversation, next)
  }
  const sendFirst = () => {
    const [first, ...rest] = queued
    setIsDue(false)
    if (!first || isRunning) return
    put(rest)
    setIsPaused(false)
    send(first)
  }
  const onDue = useEffectEvent(sendFirst)
  useEffect(() => {
    if (isDue) onDue()
  }, [isDue])

  return {
    queued,
    isPaused: isPaused && !isRunning && queued.length > 0,
    add: (asked) => put([...queued, { ...asked, id: newId() }]),
    change: (id, text) => put(changedQueue(queued, id, text)),
    remove: (id) => put(queued.filter((one) => one.id !== id)),
    resume: sendFirst,
  }
}
