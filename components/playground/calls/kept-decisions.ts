import { z } from 'zod'
import { type ApprovalAnswer, approvalAnswerSchema } from '@/lib/domain/approval'

const KEY = 'portolan.decisions'
/** The oldest are forgotten beyond this many: of answers that nobody went on with. */
const MOST = 100

type Kept = Pick<Storage, 'getItem' | 'setItem'>

/**
 * What a person has decided on calls whose answer waits for other decisions too, by request. It is kept in the browser
 * until all of them are sent, so that loading the page anew loses none; nothing runs on the strength of it.
 */
export function keptDecisions(storage: Kept): Map<string, ApprovalAnswer> {
  return new Map(read(storage).map((answer) => [answer.id, answer]))
}

export function keepDecision(storage: Kept, answer: ApprovalAnswer): void {
  write(storage, [...read(storage).filter(({ id }) => id !== answer.id), answer])
}

export function forgetDecisions(storage: Kept, ids: readonly string[]): void {
  write(
    storage,
    read(storage).filter(({ id }) => !ids.includes(id)),
  )
}

function write(storage: Kept, answers: readonly ApprovalAnswer[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(answers.slice(-MOST)))
  } catch {
    // A full or forbidden storage: the decision still holds until the page is left.
  }
}

function read(storage: Kept): ApprovalAnswer[] {
  try {
    return z.array(approvalAnswerSchema).parse(JSON.parse(storage.getItem(KEY) ?? '[]'))
  } catch {
    return []
  }
}
