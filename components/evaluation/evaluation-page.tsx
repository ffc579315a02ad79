'use client'
import { usePlace } from '@/lib/client/use-place'
import { placeParsers } from './place'
import { SetView } from './set-view'
import { SetsView } from './sets/sets-view'

/** Whether retrieval finds what it should: sets of questions with known answers, and what each run measured. */
export function EvaluationPage() {
  const { place, go } = usePlace(placeParsers)
  return place.set === null ? (
    <SetsView onOpen={(set) => go({ set, tab: null, run: null, against: null })} />
  ) : (
    <SetView key={place.set} id={place.set} place={place} onGo={go} />
  )
}
