import { amountWords } from '@/components/ui/number-words'
import type { Admission, HeldServer } from '@/lib/domain/discovery'
import { heldKey } from '../discovery-words'

/** `held` takes a decision back. */
export type Decision = Admission | 'held'

export interface DecisionResult {
  source: string
  name: string
  ok: boolean
  error?: { code: string; message: string } | undefined
}

export const DECISION_WORDS: Record<Decision, { verb: string; past: string }> = {
  accepted: { verb: 'Accept', past: 'Accepted' },
  refused: { verb: 'Refuse', past: 'Refused' },
  held: { verb: 'Hold', past: 'Held again' },
}

export interface Undo {
  decision: Decision
  items: HeldServer[]
}

/** What takes a decision back where it succeeded: each server goes to the state that it had. */
export function undoOf(items: readonly HeldServer[], results: readonly DecisionResult[]): Undo[] {
  const done = new Set(results.filter((result) => result.ok).map(heldKey))
  const was = (state: HeldServer['state']) =>
    items.filter((item) => item.state === state && done.has(heldKey(item)))
  return (['held', 'refused'] as const)
    .map((state) => ({ decision: state, items: was(state) }))
    .filter((undo) => undo.items.length > 0)
}

/** What a person must know before accepting: programs that Portolan would start. Empty where there is nothing. */
export function acceptWarning(items: readonly HeldServer[]): string {
  const programs = items.filter((item) => item.transport === 'stdio').length
  if (programs === 0) return ''
  return programs === 1 && items.length === 1
    ? 'It is a program that Portolan starts on its own machine when the server is used.'
    : `${amountWords(programs, 'of them is a program', 'of them are programs')} that Portolan starts on its own machine when the server is used.`
}
