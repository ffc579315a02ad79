'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { amountWords, countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import type { SourcePart } from '@/lib/domain/discovery'
import { cn } from '@/lib/kit/class-names'
import { PART_LOOKS, partsInOrder, partsWords } from '../discovery-words'

const SHOWN = 4

/** What a source reads, part by part: those that fail first, each with its reason. */
export function PartList({ title, parts }: { title: string; parts: readonly SourcePart[] }) {
  const [isAll, setIsAll] = useState(false)
  if (parts.length === 0) return null
  const ordered = partsInOrder(parts)
  const failing = ordered.filter((part) => part.state === 'failing').length
  // One or two more are shown rather than hidden behind a button that takes their place.
  const fits = ordered.length <= SHOWN + 2
  const shown = isAll || fits ? ordered : ordered.slice(0, Math.max(SHOWN, Math.min(failing, 10)))
  return (
    <div className="grid gap-1.5">
      <div className="text-muted-foreground flex flex-wrap items-center justify-between gap-x-3 text-xs">
        <span>
          {amountWords(parts.length, 'part')}: {partsWords(parts)}
        </span>
        {!fits && (
          <Button size="sm" variant="link" className="h-5 px-0" onClick={() => setIsAll(!isAll)}>
            {isAll ? 'Show fewer' : `Show all ${countWords(parts.length)}`}
          </Button>
        )}
      </div>
      <ul
        aria-label={`Parts of ${title}`}
        // All of a long list scrolls in its place.
        {...(isAll && { tabIndex: 0 })}
        className={cn('bg-muted/60 divide-y rounded-md', isAll && 'max-h-96 overflow-y-auto')}
      >
        {shown.map((part) => (
          <li
            key={part.name}
            className="grid gap-x-3 gap-y-0.5 px-3 py-1.5 @xl:grid-cols-[7.5rem_minmax(0,1fr)_auto]"
          >
            <LookBadge look={PART_LOOKS[part.state]} className="h-5 self-start text-xs" />
            <div className="min-w-0">
              <p className="wrap-anywhere">{part.name}</p>
              {part.detail !== undefined && (
                <p className="text-muted-foreground text-xs wrap-anywhere">{part.detail}</p>
              )}
            </div>
            <p className="text-muted-foreground text-xs leading-5">
              {isCounted(part) && amountWords(part.found ?? 0, 'server')}
              {isCounted(part) && part.since !== undefined && ' · '}
              {part.since !== undefined && (
                <>
                  since <RelativeTime at={part.since} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** That nothing was found is worth telling only where it could have been. */
function isCounted({ state, found }: SourcePart): boolean {
  return found !== undefined && (found > 0 || state === 'ok')
}
