'use client'
import { cva, type VariantProps } from 'class-variance-authority'
import { X } from 'lucide-react'
import { Dialog as SheetPrimitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

export const Sheet = SheetPrimitive.Root
export const SheetTrigger = SheetPrimitive.Trigger

const sheetVariants = cva(
  'bg-popover text-popover-foreground data-[state=open]:animate-in fixed z-50 flex flex-col gap-4 overflow-y-auto p-4 shadow-lg duration-200 outline-none',
  {
    variants: {
      side: {
        left: 'data-[state=open]:slide-in-from-left inset-y-0 left-0 w-72 max-w-[85vw] border-r',
        right: 'data-[state=open]:slide-in-from-right inset-y-0 right-0 w-full max-w-md border-l',
        bottom:
          'data-[state=open]:slide-in-from-bottom inset-x-0 bottom-0 max-h-[85dvh] rounded-t-xl border-t',
      },
    },
    defaultVariants: { side: 'right' },
  },
)

interface SheetContentProps
  extends ComponentProps<typeof SheetPrimitive.Content>, VariantProps<typeof sheetVariants> {
  /** Named for assistive technology; shown unless `titleHidden`. */
  title: string
  titleHidden?: boolean
}

export function SheetContent({
  side,
  title,
  titleHidden = false,
  className,
  children,
  ...props
}: SheetContentProps) {
  return (
    <SheetPrimitive.Portal>
      <SheetPrimitive.Overlay className="data-[state=open]:animate-in data-[state=open]:fade-in-0 fixed inset-0 z-50 bg-black/40" />
      <SheetPrimitive.Content
        aria-describedby={undefined}
        className={cn(sheetVariants({ side }), className)}
        {...props}
      >
        <SheetPrimitive.Title className={cn('pr-8 text-lg font-semibold', titleHidden && 'sr-only')}>
          {title}
        </SheetPrimitive.Title>
        {children}
        <SheetPrimitive.Close
          aria-label="Close"
          className="text-muted-foreground hover:bg-accent hover:text-foreground absolute top-3 right-3 grid size-7 place-content-center rounded-md"
        >
          <X className="size-4" />
        </SheetPrimitive.Close>
      </SheetPrimitive.Content>
    </SheetPrimitive.Portal>
  )
}
