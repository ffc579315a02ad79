'use client'
import { useMemo, useState } from 'react'
import { latencyWords } from '@/components/ui/health/latency-words'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { Label } from '@/components/ui/label'
import { countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { VERDICT_LOOKS } from '@/components/ui/state-look'
import { Switch } from '@/components/ui/switch'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { Check } from '@/lib/domain/health'

const PAGE = 20

interface CheckListProps {
  /** Oldest first. */
  checks: readonly Check[]
  /** Checks were made, and are no longer kept one by one. */
  isPast: boolean
}

const ORIGIN_WORDS: Record<Check['origin'], string> = {
  probe: 'Regular check',
  connection: 'Connection',
  person: 'Test',
}

/** Each single check, newest first. */
export function CheckList({ checks, isPast }: CheckListProps) {
  const [count, setCount] = useState(PAGE)
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
        <Table label="Checks">
          <TableHeader>
            <TableRow>
              <TableHead>When</TableHead>
              <TableHead className="text-right">Took</TableHead>
              <TableHead>State after it</TableHead>
              <TableHead>Reason</TableHead>
              <TableHead>By</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {newest.slice(0, count).map((check) => (
              <TableRow key={`${check.at} ${check.origin}`}>
                <TableCell>
                  <RelativeTime at={check.at} />
                </TableCell>
                <TableCell className="text-right whitespace-nowrap">
                  {latencyWords(check.durationMs)}
                </TableCell>
                <TableCell>
                  <LookBadge look={VERDICT_LOOKS[check.verdict]} />
                </TableCell>
                <TableCell className="text-muted-foreground min-w-56 wrap-anywhere">
                  {check.reason.message}
                </TableCell>
                <TableCell className="text-muted-foreground whitespace-nowrap">
                  {ORIGIN_WORDS[check.origin]}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {count < newest.length && (
        <div className="border-t p-2 text-center">
          <Button size="sm" onClick={() => setCount(count + PAGE * 5)}>
            Show {Math.min(PAGE * 5, newest.length - count)} more
          </Button>
        </div>
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
