'use client'
import { changesWords } from '@/components/shell/use-reload-config'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { amountWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { Reload } from '@/lib/domain/api/config'
import { ChangeList } from './change-list'
import { OUTCOME_LOOKS, TRIGGER_WORDS } from './config-words'

/** Columns that a narrow window has no room for; what they hold stands below the changes. */
const WIDE = 'max-lg:hidden'

/** The reloads of late, newest first, also those before this start. */
export function ReloadHistory({ reloads }: { reloads: readonly Reload[] }) {
  if (reloads.length === 0) return null
  return (
    <Card aria-labelledby="history-title">
      <CardHeader>
        <CardTitle id="history-title">Reload history</CardTitle>
      </CardHeader>
      <Table label="Reloads, newest first">
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>When</TableHead>
            <TableHead>Outcome</TableHead>
            <TableHead className={WIDE}>Why</TableHead>
            <TableHead>Changes</TableHead>
            <TableHead className={WIDE}>Problems</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {reloads.map((reload, index) => (
            // Two may bear one time; counted from the oldest, each keeps its key as newer ones come.
            <TableRow key={reloads.length - index}>
              <TableCell className="max-lg:align-top">
                <RelativeTime at={reload.at} />
              </TableCell>
              <TableCell className="max-lg:align-top">
                <LookBadge look={OUTCOME_LOOKS[reload.outcome]} className="text-xs whitespace-nowrap" />
              </TableCell>
              <TableCell className={`${WIDE} text-muted-foreground whitespace-nowrap`}>
                {TRIGGER_WORDS[reload.trigger]}
              </TableCell>
              <TableCell className="w-full wrap-anywhere">
                <Changes changes={reload.changes} />
                <p className="text-muted-foreground text-xs lg:hidden">
                  {TRIGGER_WORDS[reload.trigger]}
                  {reload.problems.length > 0 && `, ${amountWords(reload.problems.length, 'problem')}`}
                </p>
              </TableCell>
              <TableCell className={`${WIDE} text-muted-foreground whitespace-nowrap`}>
                {reload.problems.length > 0 ? amountWords(reload.problems.length, 'problem') : 'None'}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

function Changes({ changes }: Pick<Reload, 'changes'>) {
  const words = changesWords(changes)
  if (changes.added.length + changes.changed.length + changes.removed.length === 0) return words
  return (
    <details>
      <summary className="cursor-pointer">{words}</summary>
      <div className="py-1">
        <ChangeList changes={changes} />
      </div>
    </details>
  )
}
