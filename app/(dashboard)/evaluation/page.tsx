import type { Metadata } from 'next'
import { EvaluationPage } from '@/components/evaluation/evaluation-page'

export const metadata: Metadata = { title: 'Evaluation' }

export default function Evaluation() {
  return <EvaluationPage />
}
