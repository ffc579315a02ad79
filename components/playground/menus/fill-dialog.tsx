'use client'
import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { messageOf } from '@/lib/kit/app-error'
import { ArgumentField } from './argument-field'

interface FillDialogProps {
  title: string
  description: string
  server: string
  of: { prompt: string } | { template: string }
  fields: readonly { name: string; description?: string | undefined; required?: boolean | undefined }[]
  submit: { label: string; busy: string }
  /** What it comes to so far. */
  preview?: (values: Readonly<Record<string, string>>) => ReactNode
  /** With those that are not empty. What it rejects with is shown, and the dialog stays. */
  onSubmit: (values: Record<string, string>) => Promise<void>
  onClose: () => void
  /** It is gone: the focus goes back to the question. */
  onClosed: () => void
}

/** Asks for the arguments of what was chosen from a menu. */
export function FillDialog({ title, description, server, of, fields, submit, ...props }: FillDialogProps) {
  const { preview, onSubmit, onClose, onClosed } = props
  const [values, setValues] = useState<Record<string, string>>({})
  const [state, setState] = useState<{ isBusy: boolean; problem?: string }>({ isBusy: false })
  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    // React lets it rise to the question's own form, within which this dialog is drawn.
    event.stopPropagation()
    setState({ isBusy: true })
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
    onSubmit(filled).catch((error: unknown) => setState({ isBusy: false, problem: messageOf(error) }))
  }
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        onCloseAutoFocus={(event) => {
          // Nothing that was pressed opened it, so it would leave the focus nowhere.
          event.preventDefault()
          onClosed()
        }}
      >
        <form onSubmit={send} className="grid gap-4">
          <DialogHeader>
            <DialogTitle className="wrap-anywhere">{title}</DialogTitle>
            <DialogDescription className="line-clamp-6 wrap-anywhere whitespace-pre-wrap">
              {description}
            </DialogDescription>
          </DialogHeader>
          {fields.map((field) => (
            <ArgumentField
              key={field.name}
              server={server}
              of={of}
              field={field}
              value={values[field.name] ?? ''}
              values={values}
              onChange={(value) => setValues({ ...values, [field.name]: value })}
            />
          ))}
          {preview?.(values)}
          {state.problem !== undefined && (
            <p role="alert" className="text-bad text-sm wrap-anywhere">
              {state.problem}
            </p>
          )}
          <DialogFooter>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" disabled={state.isBusy}>
              {state.isBusy ? submit.busy : submit.label}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
