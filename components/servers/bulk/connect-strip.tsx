'use client'
import { X } from 'lucide-react'
import { type Batch, isOver, pendingOf, tally } from '@/components/shell/connect-batch'
import { useConnecting } from '@/components/shell/connect-provider'
import { Button } from '@/components/ui/button'
import { countWords } from '@/components/ui/number-words'
import { Progress } from '@/components/ui/progress'

/** How far "connect" is; the rows show each server's own state. */
export function ConnectStrip() {
  const { batch, cancel, dismiss } = useConnecting()
  if (!batch || batch.names.length === 0) return null
  const isDone = isOver(batch)
  const settled = batch.names.length - pendingOf(batch).length
  return (
    <section
      aria-label="Connecting"
      className="bg-popover pointer-events-auto grid w-full max-w-md gap-2 rounded-lg border p-3 shadow-lg"
    >
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-sm font-medium" role="status">
          {isDone ? 'Connected' : 'Connecting'}: {outcomeWords(batch)}
        </p>
        {isDone ? (
          <Button size="icon-sm" variant="ghost" aria-label="Dismiss" onClick={dismiss}>
            <X aria-hidden />
          </Button>
        ) : (
          <Button size="sm" onClick={cancel}>
            Cancel
          </Button>
        )}
      </div>
      {!isDone && <Progress label="Servers settled" value={settled} max={batch.names.length} />}
    </section>
  )
}

export function outcomeWords(batch: Batch): string {
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
