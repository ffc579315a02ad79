import type { TurnMessage } from './message'

/** Whether the last answer is one that a waiting question may follow: it has ended, and waits for nobody's word. */
export function hasEndedWell(last: TurnMessage | undefined): boolean {
  const outcome = last?.metadata?.outcome
  if (outcome !== 'completed' && outcome !== 'step-limit') return false
  return !last?.parts.some((part) => 'state' in part && part.state === 'approval-requested')
}
