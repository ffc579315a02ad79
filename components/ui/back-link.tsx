import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'

interface BackLinkProps {
  href: string
  /** The list that it leads back to. */
  children: ReactNode
  className?: string
}

/** From a thing's own page to the list that it is in. */
export function BackLink({ href, children, className }: BackLinkProps) {
  return (
    <Link
      href={href}
      className={cn(
        'hover:text-foreground inline-flex items-baseline gap-1 underline-offset-4 hover:underline',
        className,
      )}
    >
      <ArrowLeft className="size-[1em] self-center" aria-hidden />
      {children}
    </Link>
  )
}
