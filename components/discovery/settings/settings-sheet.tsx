'use client'
import { useSources } from '@/components/shell/use-sources'
import { ErrorState } from '@/components/ui/error-state'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { useState } from 'react'
import { LeaveDialog } from '@/components/ui/leave-dialog'
import { useWarnOfLeaving } from '@/components/ui/use-warn-of-leaving'
import { SettingsForm } from './settings-form'

interface SettingsSheetProps {
  sourceId: string | null
  onClose: () => void
}

/** A source's settings; what was typed is not lost by a slip of the hand. */
export function SettingsSheet({ sourceId, onClose }: SettingsSheetProps) {
  const sources = useSources()
  const source = sources.data?.find((each) => each.id === sourceId)
  const [isDirty, setIsDirty] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  useWarnOfLeaving(isDirty)
  const close = () => {
    setIsAsking(false)
    setIsDirty(false)
    onClose()
  }
  return (
    <Sheet
      open={sourceId !== null}
      onOpenChange={(isOpen) => {
        if (isOpen) return
        if (isDirty) setIsAsking(true)
        else close()
      }}
    >
      <SheetContent title={`Settings of ${source?.title ?? sourceId ?? ''}`} className="max-w-xl">
        {source ? (
          <SettingsForm key={source.id} source={source} onDirtyChange={setIsDirty} onDone={close} />
        ) : sources.isPending ? (
          <div role="status" aria-label="Loading the settings" className="grid gap-5">
            {[0, 1, 2, 3].map((each) => (
              <div key={each} className="grid gap-1.5">
                <Skeleton className="h-4 w-32" />
                <Skeleton className="h-8 w-full" />
              </div>
            ))}
          </div>
        ) : (
          <ErrorState
            title={sources.isError ? 'The settings could not be read' : 'There is no such source'}
            error={sources.error}
            {...(sources.isError && { onRetry: () => void sources.refetch(), retrying: sources.isFetching })}
          />
        )}
        <LeaveDialog open={isAsking} onOpenChange={setIsAsking} onLeave={close} />
      </SheetContent>
    </Sheet>
  )
}
