import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

const badgeVariants = cva(
  'inline-flex h-5 max-w-full min-w-0 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        neutral: 'bg-secondary text-secondary-foreground',
        outline: 'border text-muted-foreground',
        primary: 'bg-primary/10 text-primary',
        ok: 'bg-ok/10 text-ok',
        warn: 'bg-warn/10 text-warn',
        bad: 'bg-bad/10 text-bad',
      },
    },
    defaultVariants: { variant: 'neutral' },
  },
)

interface BadgeProps extends ComponentProps<'span'>, VariantProps<typeof badgeVariants> {
  asChild?: boolean
}

export function Badge({ className, variant, asChild = false, ...props }: BadgeProps) {
  const Tag = asChild ? Slot.Root : 'span'
  return <Tag className={cn(badgeVariants({ variant }), className)} {...props} />
}
