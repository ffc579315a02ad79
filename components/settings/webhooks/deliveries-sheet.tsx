'use client'
import { EmptyState } from '@/components/ui/empty-state'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import type { Delivery, WebhookView } from '@/lib/domain/webhook'
import { DeliveryList } from './delivery-list'

interface DeliveriesSheetProps {
  isOpen: boolean
  webhook: WebhookView | undefined
  state: Delivery['state'] | null
  onState: (state: Delivery['state'] | null) => void
  onClose: () => void
}

/** What was sent to a webhook, what waits, and what was given up. */
export function DeliveriesSheet({ isOpen, webhook, state, onState, onClose }: DeliveriesSheetProps) {
  return (
    <Sheet open={isOpen} onOpenChange={(opens) => !opens && onClose()}>
      <SheetContent title={`Deliveries to ${webhook?.title ?? 'a webhook'}`} className="max-w-2xl">
        {webhook ? (
          <DeliveryList webhook={webhook} state={state} onState={onState} />
        ) : (
          <EmptyState title="There is no such webhook">It may have been removed meanwhile.</EmptyState>
        )}
      </SheetContent>
    </Sheet>
  )
}
