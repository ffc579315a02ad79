import { AlertDialog } from './alert-dialog'

interface LeaveDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The person leaves, and what was changed is gone. */
  onLeave: () => void
}

/** Asked before what was changed and not saved is left behind. */
export function LeaveDialog({ onLeave, ...state }: LeaveDialogProps) {
  return (
    <AlertDialog
      {...state}
      title="Leave without saving?"
      action="Leave without saving"
      destructive
      onConfirm={onLeave}
    >
      What you changed here is not saved.
    </AlertDialog>
  )
}
