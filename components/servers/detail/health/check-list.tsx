'use client'
import { useMemo, useState } from 'react'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { CheckTable } from '@/components/ui/health/check-table'
import { Label } from '@/components/ui/label'
import { countWords } from '@/components/ui/number-words'
import { Switch } from '@/components/ui/switch'
import type { Check } from '@/lib/domain/health'

const PAGE = { first: 20, next: 100 }

interface CheckListProps {
  /** Oldest first. */
  checks: readonly Check[]
  /** Checks were made, and are no longer kept one by one. */
  isPast: boolean
}

/** Each single check, newest first. */
export function CheckList({ checks, isPast }: CheckListProps) {
  const [isOnlyFailed, setIsOnlyFailed] = useState(false)
  const newest = useMemo(
    () => checks.filter((check) => !isOnlyFailed || check.outcome !== 'ok').toReversed(),
    [checks, isOnlyFailed],
  )
  return (
    <Card aria-labelledby="checks-title">
      <CardHeader>
        <CardTitle id="checks-title">
          Checks
          {checks.length > 0 && (
            <span className="text-muted-foreground font-normal">{countWords(newest.length)}</span>
          )}
        </CardTitle>
        {checks.length > 0 && (
          <span className="flex items-center gap-2">
            <Label htmlFor="checks-failed" className="text-muted-foreground text-xs font-normal">
              Only what went wrong
            </Label>
            <Switch id="checks-failed" checked={isOnlyFailed} onCheckedChange={setIsOnlyFailed} />
          </span>
        )}
      </CardHeader>
      {newest.length === 0 ? (
        <p className="text-muted-foreground p-4 text-sm">{emptyWords({ checks, isPast })}</p>
      ) : (
        <CheckTable label="Checks" checks={newest} page={PAGE} hasOrigin />
      )}
    </Card>
  )
}

function emptyWords({ checks, isPast }: CheckListProps): string {
  if (checks.length > 0) return 'Nothing went wrong in this span.'
  return isPast
    ? 'Single checks are kept for a day; this span is told by the bars and the chart above.'
    : 'No check was made in this span.'
}
