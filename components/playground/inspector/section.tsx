'use client'
import type { ReactNode } from 'react'
import { countWords } from '@/components/ui/number-words'

/** One part of what the inspector tells, under its title. */
export function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section className="grid grid-cols-1 gap-2">
      <h3 className="flex items-center gap-2 text-sm font-medium">
        {title}
        {count !== undefined && (
          <span className="text-muted-foreground font-normal">{countWords(count)}</span>
        )}
      </h3>
      {children}
    </section>
  )
}
