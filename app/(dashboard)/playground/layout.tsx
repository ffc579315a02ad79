import type { Metadata } from 'next'
import { Playground } from '@/components/playground/playground'

export const metadata: Metadata = { title: 'Playground' }

/** The pages below only name the conversation: what is drawn stays, so that an answer streams on when its URL comes. */
export default function PlaygroundLayout() {
  return <Playground />
}
