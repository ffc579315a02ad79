'use client'
import { Search } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'
import { Input } from './input'

interface SearchInputProps extends Pick<ComponentProps<'input'>, 'placeholder' | 'onKeyDown'> {
  label: string
  text: string
  onText: (text: string) => void
  className?: string
  inputClassName?: string
  /** Beside the text, at the end. */
  children?: ReactNode
}

/** A field for words to search by, with its sign. */
export function SearchInput({
  label,
  text,
  onText,
  className,
  inputClassName,
  children,
  ...props
}: SearchInputProps) {
  return (
    <div className={cn('relative min-w-0', className)}>
      <Search
        className="text-muted-foreground pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2"
        aria-hidden
      />
      <Input
        {...props}
        type="search"
        aria-label={label}
        className={cn('pl-8', inputClassName)}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      {children}
    </div>
  )
}
