'use client'
import type { Chat } from '@ai-sdk/react'
import { useCallback, useEffect, useState } from 'react'
import type { ChosenModel } from '@/lib/domain/api/chat'
import { isUnfinished } from './branches/merge-branch'
import type { TurnMessage } from './message'
import {
  type Comparison,
  comparisonIn,
  keepComparison,
  resumeBeside,
  startBeside,
  whenStored,
} from './open-chats'

/**
 * Puts a question to a second model at the same time, and finds that again when the page is loaded anew while it runs.
 * @param isComparing whether a second model is chosen here: its answer may outlast the first
 */
export function useCompare(chat: Chat<TurnMessage>, isComparing: boolean) {
  const [comparison, setComparison] = useState<Comparison | undefined>(() => comparisonIn(chat.id))
  const compare = useCallback(
    (next: Comparison | undefined) => {
      keepComparison(chat.id, next)
      setComparison(next)
    },
    [chat],
  )
  const mayRunBeside = comparison === undefined && (isComparing || isUnfinished(chat.messages))
  // Asked once, as the conversation is opened; what begins later begins here.
  const [isAsked, setAsked] = useState(!mayRunBeside || chat.messages.length === 0)
  useEffect(() => {
    if (isAsked) return
    let isCurrent = true
    const question = lastQuestion(chat)
    const join = async () => {
      const beside = await resumeBeside(chat)
      if (!isCurrent) return
      setAsked(true)
      if (beside && question !== undefined) compare({ beside, rival: undefined, question })
    }
    // Without it the answer is among the branches once it has ended.
    void join().catch(() => undefined)
    return () => {
      isCurrent = false
    }
  }, [chat, compare, isAsked])
  return {
    comparison,
    /** Call it just before the question is sent: the second model is asked as soon as the question is stored. */
    begin: (rival: ChosenModel, body: object) => {
      void whenStored(chat.id).then(() => {
        const question = lastQuestion(chat)
        if (question === undefined) return
        compare({ beside: startBeside(chat, { ...body, model: rival }), rival, question })
      })
    },
    end: () => compare(undefined),
  }
}

function lastQuestion(chat: Chat<TurnMessage>): string | undefined {
  return chat.messages.findLast(({ role }) => role === 'user')?.id
}
