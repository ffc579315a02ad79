'use client'
import { type Batch, isOver, pendingOf, tally } from '@/components/shell/connect-batch'
import { useConnecting } from '@/components/shell/connect-provider'
import { countWords } from '@/components/ui/number-words'
import { WorkPanel } from '@/components/ui/work-panel'

/** How far "connect" is; the rows show each server's own state. */
export function ConnectStrip() {
  const { batch, cancel, dismiss } = useConnecting()
  if (!batch || batch.names.length === 0) return null
  const isDone = isOver(batch)
  const settled = batch.names.length - pendingOf(batch).length
  return (
    <WorkPanel
      label="Connecting"
      title={`${isDone ? 'Connected' : 'Connecting'}: ${outcomeWords(batch)}`}
      progress={isDone ? undefined : { label: 'Servers settled', value: settled, max: batch.names.length }}
      stop={{ label: 'Cancel', onClick: cancel }}
      onDismiss={dismiss}
      className="max-w-md"
    />
  )
}

function outcomeWords(batch: Batch): string {
  const { ready, failed, 'needs-auth': auth, cancelled } = tally(batch)
  return [
    `${countWords(ready)} of ${countWords(batch.names.length)}`,
    failed > 0 && `${countWords(failed)} failed`,
    auth > 0 && `${countWords(auth)} need sign-in`,
    cancelled > 0 && `${countWords(cancelled)} cancelled`,
  ]
    .filter(Boolean)
    .join(', ')
}
