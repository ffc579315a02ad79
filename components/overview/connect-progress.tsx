'use client'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { type Batch, isOver, pendingOf, tally } from '@/components/shell/connect-batch'
import { useConnecting } from '@/components/shell/connect-provider'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { amountWords, countWords } from '@/components/ui/number-words'
import { Progress } from '@/components/ui/progress'
import { ScrollArea } from '@/components/ui/scroll-area'
import { serverUrl } from '@/components/ui/server-url'
import { StateBadge } from '@/components/ui/state-badge'
import { queryKeys } from '@/lib/client/query-keys'
import { listConnections } from '@/lib/domain/api/connections'
import { type ConnectRow, connectRows } from './connect-rows'

/** So many rows are shown at first; a thousand connected servers need no row each. */
const SHOWN = 100

export function ConnectProgress() {
  const { batch, cancel, dismiss } = useConnecting()
  if (!batch || (batch.names.length === 0 && batch.skipped.length === 0)) return null
  const over = isOver(batch)
  const done = batch.names.length - pendingOf(batch).length

  return (
    <Card aria-labelledby="connect-title">
      <CardHeader>
        <CardTitle id="connect-title" aria-live="polite">
          {over ? summary(batch) : `Connecting to ${amountWords(batch.names.length, 'server')}`}
        </CardTitle>
        <div className="flex items-center gap-2">
          <span className="text-muted-foreground text-xs">
            {countWords(done)} of {countWords(batch.names.length)}
          </span>
          {over ? (
            <Button size="icon-sm" variant="ghost" aria-label="Dismiss" onClick={dismiss}>
              <X aria-hidden />
            </Button>
          ) : (
            <Button size="sm" onClick={cancel}>
              Cancel
            </Button>
          )}
        </div>
      </CardHeader>
      <Progress label="Servers settled" value={done} max={batch.names.length} className="h-1 rounded-none" />
      <Rows batch={batch} />
    </Card>
  )
}

function summary(batch: Batch): string {
  const { ready, failed, 'needs-auth': auth, cancelled } = tally(batch)
  if (batch.names.length === 0) return 'Nothing to connect'
  return [
    (ready > 0 || failed + auth + cancelled === 0) && `${countWords(ready)} connected`,
    failed > 0 && `${countWords(failed)} failed`,
    auth > 0 && `${countWords(auth)} need sign-in`,
    cancelled > 0 && `${countWords(cancelled)} cancelled`,
  ]
    .filter(Boolean)
    .join(', ')
}

function Rows({ batch }: { batch: Batch }) {
  const [all, setAll] = useState(false)
  const connections = useQuery({
    queryKey: queryKeys.connections,
    queryFn: ({ signal }) => client.call(listConnections, { signal }),
    select: (page) => new Map(page.items.map((item) => [item.name, item.connection])),
  })
  const rows = connectRows(batch, connections.data ?? new Map())
  const hidden = all ? 0 : Math.max(0, rows.length - SHOWN)

  return (
    <ScrollArea label="Progress of each server" className="max-h-72">
      <ul className="grid gap-px py-1.5 sm:grid-cols-2 2xl:grid-cols-3">
        {(hidden > 0 ? rows.slice(0, SHOWN) : rows).map((row) => (
          <Row key={row.name} row={row} />
        ))}
      </ul>
      {(hidden > 0 || batch.skipped.length > 0) && (
        <div className="text-muted-foreground flex flex-wrap items-center gap-x-4 gap-y-1 border-t px-4 py-2 text-xs">
          {hidden > 0 && (
            <Button size="sm" variant="link" className="px-0" onClick={() => setAll(true)}>
              Show {countWords(hidden)} more
            </Button>
          )}
          {batch.skipped.length > 0 && <Skipped skipped={batch.skipped} />}
        </div>
      )}
    </ScrollArea>
  )
}

function Row({ row }: { row: ConnectRow }) {
  return (
    <li className="flex min-w-0 items-center gap-3 px-4 py-1">
      <StateBadge kind={row.kind} className="w-30 shrink-0" />
      <Link
        href={serverUrl(row.name)}
        prefetch={false}
        className="min-w-16 truncate font-medium underline-offset-4 hover:underline"
      >
        {row.name}
      </Link>
      {row.note && (
        <span title={row.note} className="text-muted-foreground min-w-0 flex-1 truncate text-xs">
          {row.note}
        </span>
      )}
    </li>
  )
}

/** Grouped by reason: "12 skipped: disabled". */
function Skipped({ skipped }: { skipped: Batch['skipped'] }) {
  const reasons = new Map<string, number>()
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return (
    <span>Skipped: {[...reasons].map(([reason, count]) => `${countWords(count)} ${reason}`).join(', ')}</span>
  )
}
