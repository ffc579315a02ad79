'use client'
import type { Chat } from '@ai-sdk/react'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { toast } from 'sonner'
import { queryKeys } from '@/lib/client/query-keys'
import type { ApprovalAnswer } from '@/lib/domain/approval'
import type { TurnMessage } from '../message'
import { openRequests, sendDecisions } from './decided'
import { forgetDecisions, keepDecision, keptDecisions } from './kept-decisions'

export interface Decisions {
  /** Told once; the answer goes on when all its calls were decided on. */
  decide: (answer: ApprovalAnswer) => void
  /** What was decided and not sent yet, by request. */
  made: ReadonlyMap<string, ApprovalAnswer>
  /** Arguments that were refused, as the person had put them in: to be mended, not written again. */
  refused: ReadonlyMap<string, ApprovalAnswer['arguments']>
  takeBack: (id: string) => void
}

const DecisionsContext = createContext<Decisions | undefined>(undefined)

interface DecisionsProviderProps {
  chat: Chat<TurnMessage>
  /** What goes with every request of this conversation: servers, model, collections. */
  body: object
  children: ReactNode
}

/** Gathers a person's word on the calls of an answer, and lets it go on when there is one on each. */
export function DecisionsProvider({ chat, body, children }: DecisionsProviderProps) {
  const queryClient = useQueryClient()
  const [made, setMade] = useState<ReadonlyMap<string, ApprovalAnswer>>(kept)
  const [refused, setRefused] = useState<Decisions['refused']>(new Map())
  useEffect(() => {
    // What was decided in another tab.
    const onStorage = () => setMade(kept())
    window.addEventListener('storage', onStorage)
    return () => window.removeEventListener('storage', onStorage)
  }, [])
  // Read when somebody decides, so that the rows are not drawn again with each choice of a model.
  const sent = useRef(body)
  useEffect(() => {
    sent.current = body
  }, [body])

  const send = useCallback(
    async (answers: ApprovalAnswer[]) => {
      const ids = answers.map(({ id }) => id)
      forgetDecisions(browserStorage, ids)
      const problem = await sendDecisions(chat, answers, sent.current)
      setMade((now) => without(now, ids))
      setRefused(new Map(problem ? answers.map((answer) => [answer.id, answer.arguments]) : []))
      // Where it was refused, what the store says holds, and the person may decide anew.
      if (problem) toast.error(problem.message)
      await queryClient.invalidateQueries({ queryKey: queryKeys.conversation(chat.id) })
    },
    [chat, queryClient],
  )
  const decide = useCallback(
    (answer: ApprovalAnswer) => {
      const next = new Map([...made, [answer.id, answer] as const])
      const open = openRequests(chat.messages)
      const answers = open.flatMap((id) => next.get(id) ?? [])
      keepDecision(browserStorage, answer)
      setMade(next)
      if (open.length > 0 && answers.length === open.length) void send(answers)
    },
    [chat, made, send],
  )
  const takeBack = useCallback((id: string) => {
    forgetDecisions(browserStorage, [id])
    setMade((now) => without(now, [id]))
  }, [])
  const value = useMemo(() => ({ decide, made, refused, takeBack }), [decide, made, refused, takeBack])
  return <DecisionsContext value={value}>{children}</DecisionsContext>
}

/** Looked up at each use: a browser that forbids it throws at that, which then only means that nothing is kept. */
const browserStorage: Pick<Storage, 'getItem' | 'setItem'> = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
}

function kept(): ReadonlyMap<string, ApprovalAnswer> {
  return keptDecisions(browserStorage)
}

function without(
  made: ReadonlyMap<string, ApprovalAnswer>,
  ids: readonly string[],
): ReadonlyMap<string, ApprovalAnswer> {
  return new Map([...made].filter(([id]) => !ids.includes(id)))
}

/** Undefined where nothing can be decided: a conversation that is shown, not held. */
export function useDecisions(): Decisions | undefined {
  return use(DecisionsContext)
}
