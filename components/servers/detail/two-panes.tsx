'use client'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/lib/kit/class-names'

interface TwoPanesProps {
  list: ReactNode
  /** What is chosen; on a narrow screen it takes the list's place. */
  chosen: ReactNode
  isChosen: boolean
  back: string
  onBack: () => void
}

/** A list, and beside it what is chosen in it. */
export function TwoPanes({ list, chosen, isChosen, back, onBack }: TwoPanesProps) {
  return (
    <div className="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-8">
      <div className={cn('lg:sticky lg:top-16 lg:block lg:self-start', isChosen && 'max-lg:hidden')}>
        {list}
      </div>
      <div className={cn('min-w-0', !isChosen && 'max-lg:hidden')}>
        <Button variant="ghost" size="sm" className="mb-2 lg:hidden" onClick={onBack}>
          <ArrowLeft aria-hidden />
          {back}
        </Button>
        {chosen}
      </div>
    </div>
  )
}

/** Most height of a list beside its details: what the window leaves. */
export const PANE_HEIGHT = 'max-h-[32rem] lg:max-h-[max(24rem,calc(100dvh-19rem))]'
