import { useState } from 'react'
import type { Check } from '@/lib/domain/health'
import { Button } from '../button'
import { RelativeTime } from '../relative-time'
import { LookBadge } from '../state-badge'
import { VERDICT_LOOKS } from '../state-look'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../table'
import { latencyWords } from './latency-words'

const ORIGIN_WORDS: Record<Check['origin'], string> = {
  probe: 'Regular check',
  connection: 'Connection',
  person: 'Test',
}

interface CheckTableProps {
  label: string
  /** In the order of the rows. */
  checks: readonly Check[]
  /** How many rows there are at first, and how many come with each wish for more. */
  page: { first: number; next: number }
  /** Whether a column tells who found out. */
  hasOrigin?: boolean
}

/** Each single check: when, how long it took, what the server was taken for after it, and why. */
export function CheckTable({ label, checks, page, hasOrigin = false }: CheckTableProps) {
  const [count, setCount] = useState(page.first)
  return (
    <>
      <Table label={label}>
        <TableHeader>
          <TableRow>
            <TableHead>When</TableHead>
            <TableHead className="text-right">Took</TableHead>
            <TableHead>State after it</TableHead>
            <TableHead>Reason</TableHead>
            {hasOrigin && <TableHead>By</TableHead>}
          </TableRow>
        </TableHeader>
        <TableBody>
          {checks.slice(0, count).map((check) => (
            <TableRow key={`${check.at} ${check.origin}`}>
              <TableCell>
                <RelativeTime at={check.at} />
              </TableCell>
              <TableCell className="text-right whitespace-nowrap">{latencyWords(check.durationMs)}</TableCell>
              <TableCell>
                <LookBadge look={VERDICT_LOOKS[check.verdict]} />
              </TableCell>
              <TableCell className="text-muted-foreground min-w-56 wrap-anywhere">
                {check.reason.message}
              </TableCell>
              {hasOrigin && (
                <TableCell className="text-muted-foreground whitespace-nowrap">
                  {ORIGIN_WORDS[check.origin]}
                </TableCell>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {count < checks.length && (
        <div className="border-t p-2 text-center">
          <Button size="sm" onClick={() => setCount(count + page.next)}>
            Show {Math.min(page.next, checks.length - count)} more
          </Button>
        </div>
      )}
    </>
  )
}
