'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/lib/kit/class-names'
import { isAt, PAGES } from './pages'

interface NavigationProps {
  /** Called when a link is followed, so that a sheet can close. */
  onNavigate?: () => void
}

export function Navigation({ onNavigate }: NavigationProps) {
  const path = usePathname()
  return (
    <nav aria-label="Pages">
      <ul className="grid gap-0.5">
        {PAGES.map(({ href, title, icon: Icon }) => {
          const current = isAt(href, path)
          return (
            <li key={href}>
              <Link
                href={href}
                {...(onNavigate && { onClick: onNavigate })}
                aria-current={current ? 'page' : undefined}
                className={cn(
                  'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium transition-colors max-md:h-10',
                  current
                    ? 'bg-accent text-foreground'
                    : 'text-muted-foreground hover:bg-accent/60 hover:text-foreground',
                )}
              >
                <Icon className={cn('size-4 shrink-0', current && 'text-primary')} aria-hidden />
                {title}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
