'use client'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { countWords } from '@/components/ui/number-words'
import { LookBadge } from '@/components/ui/state-badge'
import { VERDICT_LOOKS } from '@/components/ui/state-look'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { FleetRow } from '@/lib/domain/api/health'
import { cellsWords } from '@/components/ui/health/cells-words'
import { latencyWords } from '@/components/ui/health/latency-words'
import { serverHealthUrl } from '@/components/ui/health/health-links'
import { uptimeWords } from '@/components/ui/health/uptime-words'
import { verdictNow } from './fleet-rows'

const PAGE = 50

/** The heat map in numbers: one row for each server, some at a time. */
export function FleetTable({ rows }: { rows: readonly FleetRow[] }) {
  const [count, setCount] = useState(PAGE)
  return (
    <>
      <Table label="Servers over the span">
        <TableHeader>
          <TableRow>
            <TableHead>Server</TableHead>
            <TableHead>Now</TableHead>
            <TableHead className="text-right">Uptime</TableHead>
            <TableHead>Of the span</TableHead>
            <TableHead className="text-right">Checks</TableHead>
            <TableHead className="text-right">Failed</TableHead>
            <TableHead className="text-right">p50</TableHead>
            <TableHead className="text-right">p95</TableHead>
            <TableHead className="text-right">p99</TableHead>
            <TableHead className="text-right">Changes</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.slice(0, count).map((row) => (
            <TableRow key={row.name}>
              <TableCell className="font-medium">
                <Link
                  href={serverHealthUrl(row.name)}
                  prefetch={false}
                  className="underline-offset-4 hover:underline"
                >
                  {row.name}
                </Link>
              </TableCell>
              <TableCell>
                <LookBadge look={VERDICT_LOOKS[verdictNow(row)]} />
              </TableCell>
              <TableCell className="text-right">{uptimeWords(row.uptime)}</TableCell>
              <TableCell className="text-muted-foreground whitespace-nowrap">
                {cellsWords(row.cells)}
              </TableCell>
              <TableCell className="text-right">{countWords(row.checks)}</TableCell>
              <TableCell className="text-right">{countWords(row.failed)}</TableCell>
              <TableCell className="text-right">{latencyWords(row.p50Ms)}</TableCell>
              <TableCell className="text-right">{latencyWords(row.p95Ms)}</TableCell>
              <TableCell className="text-right">{latencyWords(row.p99Ms)}</TableCell>
              <TableCell className="text-right">{countWords(row.changes)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {count < rows.length && (
        <div className="flex items-center justify-center gap-3 border-t p-2">
          <span className="text-muted-foreground text-xs">
            {countWords(count)} of {countWords(rows.length)}
          </span>
          <Button size="sm" onClick={() => setCount(count + PAGE)}>
            Show {Math.min(PAGE, rows.length - count)} more
          </Button>
        </div>
      )}
    </>
  )
}
