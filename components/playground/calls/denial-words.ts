import type { CallRow } from './row'

/** What was said instead of letting it run: by the person, by a rule, or by asking something else. */
export function denialWords({ approval, denial }: CallRow): string | undefined {
  if (approval?.outcome === 'superseded') return 'Something else was asked instead.'
  if (approval?.outcome === 'denied') {
    return approval.reason === undefined ? 'You denied it.' : `You denied it: ${approval.reason}`
  }
  return denial
}
