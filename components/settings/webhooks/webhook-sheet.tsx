'use client'
import { useState } from 'react'
import { LeaveDialog } from '@/components/ui/leave-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import type { WebhookView } from '@/lib/domain/webhook'
import { SecretTold } from './secret-told'
import { WebhookForm } from './webhook-form'

interface WebhookSheetProps {
  isOpen: boolean
  isNew: boolean
  webhook: WebhookView | undefined
  onClose: () => void
}

/** Adds a webhook or changes one; what was typed, or a secret that is told once, is not lost by a slip of the hand. */
export function WebhookSheet({ isOpen, isNew, webhook, onClose }: WebhookSheetProps) {
  const [isDirty, setIsDirty] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const close = () => {
    setIsAsking(false)
    setIsDirty(false)
    setSecret(null)
    onClose()
  }
  const title =
    secret !== null ? 'The webhook is added' : isNew ? 'Add webhook' : `Edit ${webhook?.title ?? ''}`
  return (
    <Sheet
      open={isOpen}
      onOpenChange={(opens) => {
        if (opens) return
        if (isDirty) setIsAsking(true)
        else close()
      }}
    >
      <SheetContent title={title} className="max-w-xl">
        {secret !== null ? (
          <SecretTold secret={secret} onDone={close} />
        ) : isNew || webhook ? (
          <WebhookForm
            key={webhook?.id ?? 'new'}
            webhook={isNew ? undefined : webhook}
            onDirtyChange={setIsDirty}
            onAdded={(told) => {
              setIsDirty(false)
              setSecret(told)
            }}
            onDone={close}
          />
        ) : (
          <EmptyState title="There is no such webhook">It may have been removed meanwhile.</EmptyState>
        )}
        <LeaveDialog open={isAsking} onOpenChange={setIsAsking} onLeave={close} />
      </SheetContent>
    </Sheet>
  )
}
