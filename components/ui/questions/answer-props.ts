import type { z } from 'zod'
import type { answerQuestion } from '@/lib/domain/api/approvals'

export type GivenAnswer = z.infer<typeof answerQuestion.body>

export interface AnswerProps {
  isBusy: boolean
  onAnswer: (given: GivenAnswer) => void
}
