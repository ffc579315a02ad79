import type { Question } from '@/lib/domain/chat'

export function isOpenQuestion({ state }: Pick<Question, 'state'>): boolean {
  return state === 'waiting' || state === 'working'
}

/** What was answered here, in a line each, and then what still waits: that may have been listed before the answer. */
export function withAnswered(listed: readonly Question[], answered: readonly Question[]): Question[] {
  const over = new Set(answered.map(({ id }) => id))
  return [...answered, ...listed.filter((question) => isOpenQuestion(question) && !over.has(question.id))]
}
