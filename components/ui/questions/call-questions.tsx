'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { listQuestions } from '@/lib/domain/api/approvals'
import type { Question } from '@/lib/domain/chat'
import { isOpenQuestion, withAnswered } from './answered'
import { QuestionCard } from './question-card'

const EVERY_MS = 700

/** What a server asks in the middle of a call that this page makes by hand. Drawn while the call runs, and no longer. */
export function CallQuestions({ call }: { call: string }) {
  const queryClient = useQueryClient()
  const queryKey = ['call-questions', call]
  const [answered, setAnswered] = useState<Question[]>([])
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.call(listQuestions, { query: { call }, signal }),
    initialData: { items: [], nextCursor: null },
    // Most calls are over before anything is asked.
    staleTime: EVERY_MS,
    refetchInterval: EVERY_MS,
    gcTime: 0,
  })
  const questions = withAnswered(data.items, answered)
  const onAnswered = (question: Question) => {
    if (isOpenQuestion(question)) void queryClient.invalidateQueries({ queryKey })
    else setAnswered((before) => [...before, question])
  }
  if (questions.length === 0) return null
  return (
    <div className="grid min-w-0 gap-3 rounded-lg border p-4">
      {questions.map((question) => (
        <QuestionCard key={question.id} question={question} onAnswered={onAnswered} />
      ))}
    </div>
  )
}
