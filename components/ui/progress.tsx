'use client'
import { Progress as ProgressPrimitive } from 'radix-ui'
import { cn } from '@/lib/kit/class-names'

interface ProgressProps {
  label: string
  value: number
  max: number
  className?: string
}

export function Progress({ label, value, max, className }: ProgressProps) {
  const share = max > 0 ? Math.min(1, value / max) : 0
  return (
    <ProgressPrimitive.Root
      aria-label={label}
      value={Math.min(value, max)}
      max={Math.max(max, 1)}
      className={cn('bg-secondary h-1.5 w-full overflow-hidden rounded-full', className)}
    >
      <ProgressPrimitive.Indicator
        className="bg-primary h-full rounded-full transition-[width]"
        style={{ width: `${share * 100}%` }}
      />
    </ProgressPrimitive.Root>
  )
}
