'use client'
import { cn } from '@/lib/kit/class-names'
import { Button } from './button'
import type { Option } from './options'

interface SegmentsProps<Value extends string> {
  label: string
  value: Value
  options: readonly Option<Value>[]
  onValueChange: (value: Value) => void
  className?: string
}

/** One of a few, all in sight side by side. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, value, options, onValueChange, className } = props
  return (
    <div role="group" aria-label={label} className={cn('flex', className)}>
      {options.map((option) => {
        const isOn = option.value === value
        return (
          <Button
            key={option.value}
            size="sm"
            variant={isOn ? 'secondary' : 'ghost'}
            aria-pressed={isOn}
            className={isOn ? '' : 'text-muted-foreground'}
            onClick={() => onValueChange(option.value)}
          >
            {option.label}
          </Button>
        )
      })}
    </div>
  )
}
