import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

interface TableProps extends ComponentProps<'table'> {
  /** Names the table, and the region in which it scrolls sideways. */
  label: string
}

export function Table({ className, label, ...props }: TableProps) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="w-full overflow-x-auto rounded-[inherit]">
      <table aria-label={label} className={cn('w-full caption-bottom text-sm', className)} {...props} />
    </div>
  )
}

export function TableHeader({ className, ...props }: ComponentProps<'thead'>) {
  return <thead className={cn('[&_tr]:border-b', className)} {...props} />
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody className={cn('[&_tr:last-child]:border-0', className)} {...props} />
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn(
        'hover:bg-accent/50 data-[state=selected]:bg-accent border-b transition-colors',
        className,
      )}
      {...props}
    />
  )
}

export function TableHead({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      className={cn(
        'text-muted-foreground h-8 px-3 text-left align-middle text-xs font-medium whitespace-nowrap first:pl-4 last:pr-4',
        className,
      )}
      {...props}
    />
  )
}

export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return <td className={cn('px-3 py-1.5 align-middle first:pl-4 last:pr-4', className)} {...props} />
}
