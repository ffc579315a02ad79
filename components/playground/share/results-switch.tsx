'use client'
import { useId } from 'react'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'

interface ResultsSwitchProps {
  checked: boolean
  onChange: (checked: boolean) => void
  isDisabled?: boolean
}

/** Whether the link shows more than questions and answers. */
export function ResultsSwitch({ checked, onChange, isDisabled = false }: ResultsSwitchProps) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <div className="flex items-center gap-2">
        <Switch
          id={id}
          checked={checked}
          onCheckedChange={onChange}
          disabled={isDisabled}
          aria-describedby={`${id}-why`}
        />
        <Label htmlFor={id}>Show arguments and results of tools, and the text of sources</Label>
      </div>
      <p id={`${id}-why`} className="text-muted-foreground text-xs text-pretty">
        Without, the link shows questions, answers, the names of tools that were called and of documents that
        were cited.
      </p>
    </div>
  )
}
