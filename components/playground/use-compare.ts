'use client'
import type { Chat } from '@ai-sdk/react'
import { useState } from 'react'
import type { ChosenModel } from '@/lib/domain/api/chat'
import type { TurnMessage } from './message'
import { startBeside, whenStored } from './open-chats'

export interface Comparison {
  beside: Chat<TurnMessage>
  rival: ChosenModel
  /** The question that both answer. */
  question: string
}

/** Puts a question to a second model at the same time. */
export function useCompare(chat: Chat<TurnMessage>) {
  const [comparison, setComparison] = useState<Comparison>()
  return {
    comparison,
    /** Call it just before the question is sent: the second model is asked as soon as the question is stored. */
    begin: (rival: ChosenModel, body: object) => {
      void whenStored(chat.id).then(() => {
        const question = chat.messages.findLast(({ role }) => role === 'user')?.id
        if (question === undefined) return
        setComparison({ beside: startBeside(chat, { ...body, model: rival }), rival, question })
      })
    },
    end: () => setComparison(undefined),
  }
}
