'use client'
import { Plus, X } from 'lucide-react'
import { Button } from '../button'

export function AddButton({
  label,
  isDisabled,
  onAdd,
}: {
  label: string
  isDisabled: boolean
  onAdd: () => void
}) {
  return (
    <Button size="sm" variant="outline" className="justify-self-start" disabled={isDisabled} onClick={onAdd}>
      <Plus aria-hidden />
      <span className="sr-only">{label}</span>
      <span aria-hidden>Add</span>
    </Button>
  )
}

export function RemoveButton(props: { label: string; isDisabled: boolean; onRemove: () => void }) {
  return (
    <Button
      size="icon"
      variant="ghost"
      aria-label={props.label}
      title={props.label}
      disabled={props.isDisabled}
      onClick={props.onRemove}
    >
      <X aria-hidden />
    </Button>
  )
}
