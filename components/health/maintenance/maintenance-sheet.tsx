'use client'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import type { MaintenanceWindow } from '@/lib/domain/incident'
import { MaintenanceForm } from './maintenance-form'

interface MaintenanceSheetProps {
  isOpen: boolean
  /** Absent for a new one. */
  window: MaintenanceWindow | undefined
  onClose: () => void
}

/** A window to be made or changed. */
export function MaintenanceSheet({ isOpen, window, onClose }: MaintenanceSheetProps) {
  return (
    <Sheet open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <SheetContent title={window ? 'Change maintenance' : 'New maintenance'} className="max-w-xl">
        {isOpen && <MaintenanceForm key={window?.id ?? 'new'} window={window} onDone={onClose} />}
      </SheetContent>
    </Sheet>
  )
}
