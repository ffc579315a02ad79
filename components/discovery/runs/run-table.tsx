import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { durationWords } from '@/components/ui/time-words'
import type { Run } from '@/lib/domain/discovery'
import { changeWords, runLook, TRIGGER_WORDS } from '../discovery-words'
import { runParam } from '../place'
import { useOpenRunHref } from './use-open-run-href'

/** Columns that a narrow window has no room for; the run itself has them. */
const WIDE = 'max-lg:hidden'

/** Runs, newest first; each leads to all there is to know of it. */
export function RunTable({ runs, titleOf }: { runs: readonly Run[]; titleOf: (source: string) => string }) {
  const hrefOf = useOpenRunHref()
  return (
    <Card>
      <Table label="Runs, newest first">
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>When</TableHead>
            <TableHead>Source</TableHead>
            <TableHead>Outcome</TableHead>
            <TableHead className={WIDE}>Why</TableHead>
            <TableHead className={`${WIDE} text-right`}>Took</TableHead>
            <TableHead className={`${WIDE} text-right`}>Found</TableHead>
            <TableHead className={WIDE}>Changes</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {runs.map((run) => (
            <TableRow key={run.id} className="relative">
              <TableCell>
                {/* The link covers its row. */}
                <Link
                  href={hrefOf(runParam(run))}
                  scroll={false}
                  prefetch={false}
                  className="after:absolute after:inset-0 focus-visible:-outline-offset-2"
                >
                  <RelativeTime at={run.startedAt ?? run.requestedAt} />
                </Link>
              </TableCell>
              <TableCell className="max-w-56 truncate max-sm:max-w-32">{titleOf(run.source)}</TableCell>
              <TableCell>
                <span className="flex items-center gap-x-2 gap-y-0.5 max-sm:flex-wrap">
                  <LookBadge look={runLook(run)} className="text-xs whitespace-nowrap" />
                  {run.dryRun && (
                    <Badge variant="outline" className="whitespace-nowrap">
                      dry run
                    </Badge>
                  )}
                </span>
              </TableCell>
              <TableCell className={`${WIDE} text-muted-foreground whitespace-nowrap`}>
                {TRIGGER_WORDS[run.trigger]}
              </TableCell>
              <TableCell className={`${WIDE} text-right whitespace-nowrap`}>
                {run.durationMs === null ? '' : durationWords(run.durationMs)}
              </TableCell>
              <TableCell className={`${WIDE} text-right`}>
                {run.state === 'succeeded' && countWords(run.counts.found)}
              </TableCell>
              <TableCell className={`${WIDE} w-full`}>
                <span className="line-clamp-1 wrap-anywhere" title={run.error?.message}>
                  {run.error?.message ?? (changeWords(run.counts) || <None />)}
                </span>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

function None() {
  return <span className="text-muted-foreground">none</span>
}
