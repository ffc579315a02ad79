'use client'
import { Plus, Target } from 'lucide-react'
import { useState } from 'react'
import { Page } from '@/components/shell/page'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { useGoldSets } from '@/components/ui/gold/use-gold-sets'
import { countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { GateBadge } from '../runs/gate-badge'
import { mainMetrics, scoreWords, STATE_WORDS } from '../run-words'
import { SetDialog } from './set-dialog'

/** All sets, each with how its newest run fared. */
export function SetsView({ onOpen }: { onOpen: (id: string) => void }) {
  const sets = useGoldSets()
  const [isMaking, setIsMaking] = useState(false)
  const make = (
    <Button variant="primary" onClick={() => setIsMaking(true)}>
      <Plus aria-hidden />
      New set
    </Button>
  )
  return (
    <Page
      title="Evaluation"
      description="Questions whose answers are known. A run tells whether retrieval finds them, and whether a change of settings made it better."
      actions={sets.data && sets.data.length > 0 ? make : undefined}
    >
      <Card>
        {sets.isPending ? (
          <div role="status" aria-label="Loading the sets" className="grid gap-3 p-4">
            {Array.from({ length: 4 }, (_, index) => (
              <Skeleton key={index} className="h-4 max-w-lg" />
            ))}
          </div>
        ) : sets.isError && sets.data === undefined ? (
          <QueryError title="The sets could not be read" query={sets} />
        ) : sets.data.length === 0 ? (
          <EmptyState icon={Target} title="No questions yet" action={make}>
            Make a set, then write questions, import them, or add one from an answer in the Playground: “Add
            to a set” in its inspector.
          </EmptyState>
        ) : (
          <Table label="Sets of questions">
            <TableHeader>
              <TableRow>
                <TableHead>Set</TableHead>
                <TableHead className="text-right max-sm:hidden">Questions</TableHead>
                <TableHead className="text-right">Recall@5</TableHead>
                <TableHead className="text-right max-sm:hidden">MRR</TableHead>
                <TableHead>Gate</TableHead>
                <TableHead className="max-sm:hidden">Last run</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {sets.data.map(({ id, name, description, questions, newest }) => (
                <TableRow key={id}>
                  <TableCell>
                    <button
                      type="button"
                      className="text-left font-medium underline-offset-4 hover:underline"
                      onClick={() => onOpen(id)}
                    >
                      {name}
                    </button>
                    {description !== '' && <p className="text-muted-foreground text-xs">{description}</p>}
                  </TableCell>
                  <TableCell className="text-right tabular-nums max-sm:hidden">
                    {countWords(questions)}
                  </TableCell>
                  <TableCell className="text-right tabular-nums">
                    {scoreWords(newest && mainMetrics(newest)?.recallAt5)}
                  </TableCell>
                  <TableCell className="text-right tabular-nums max-sm:hidden">
                    {scoreWords(newest && mainMetrics(newest)?.mrr)}
                  </TableCell>
                  <TableCell>
                    <GateBadge passed={newest?.passedGate ?? null} />
                  </TableCell>
                  <TableCell className="text-muted-foreground max-sm:hidden">
                    {newest ? (
                      <>
                        {STATE_WORDS[newest.state]}{' '}
                        <RelativeTime at={newest.finishedAt ?? newest.requestedAt} />
                      </>
                    ) : (
                      'Never'
                    )}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      <SetDialog open={isMaking} onClose={() => setIsMaking(false)} onDone={({ id }) => onOpen(id)} />
    </Page>
  )
}
