'use client'
import { Input } from '@/components/ui/input'
import { cn } from '@/lib/kit/class-names'
import type { ControlIds } from './field'
import { isStored } from './form-model'

interface SecretInputProps extends Partial<ControlIds> {
  'aria-label'?: string
  value: string
  isShown: boolean
  onValueChange: (value: string) => void
}

/** A value that is kept sealed: what is stored is not shown, only replaced. */
export function SecretInput({ value, isShown, onValueChange, ...control }: SecretInputProps) {
  const stored = isStored(value)
  return (
    <Input
      {...control}
      className={cn('font-mono text-xs', !isShown && !stored && '[-webkit-text-security:disc]')}
      // A password field would make the browser offer to keep it, and fill in others.
      type="text"
      placeholder={stored ? 'Stored; type to replace' : 'Value or ${VARIABLE}'}
      autoComplete="off"
      spellCheck={false}
      value={stored ? '' : value}
      onChange={(event) => onValueChange(event.target.value)}
    />
  )
}
