'use client'
import type { ReactNode } from 'react'
import { messageOf } from '@/lib/kit/app-error'
import { Button } from './button'
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from './dialog'

interface FormDialogProps {
  title: string
  /** What it is for, in a sentence, where the title leaves that open. */
  description?: ReactNode
  /** On the button that sends it. */
  action: string
  canSend: boolean
  /** Why it was not taken, where it was not. */
  problem?: Error | string | null | undefined
  /** The id by which a field may name the problem. */
  problemId?: string
  onSend: () => void
  onClose: () => void
  /** On the button that leaves it. */
  leave?: string
  className?: string
  /** The fields. */
  children: ReactNode
}

/** A form that stands alone: Enter sends it, Escape leaves it, and what went wrong is said above its buttons. */
export function FormDialog({
  title,
  description,
  action,
  canSend,
  problem,
  problemId,
  onSend,
  onClose,
  leave = 'Cancel',
  className,
  children,
}: FormDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        className={className}
        {...(description === undefined && { 'aria-describedby': undefined })}
      >
        <form
          className="grid grid-cols-1 gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (canSend) onSend()
          }}
        >
          <DialogHeader>
            <DialogTitle>{title}</DialogTitle>
            {description !== undefined && <DialogDescription>{description}</DialogDescription>}
          </DialogHeader>
          {children}
          {problem && (
            <p id={problemId} role="alert" className="text-bad text-sm wrap-anywhere">
              {typeof problem === 'string' ? problem : messageOf(problem)}
            </p>
          )}
          <DialogFooter>
            <Button onClick={onClose}>{leave}</Button>
            <Button type="submit" variant="primary" disabled={!canSend}>
              {action}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
