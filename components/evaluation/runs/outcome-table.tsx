'use client'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { type ComparedOutcome, rankWords } from '../run-words'

interface OutcomeTableProps {
  compared: readonly ComparedOutcome[]
  isCompared: boolean
}

/** Every question with the places at which what it expects was found. */
export function OutcomeTable({ compared, isCompared }: OutcomeTableProps) {
  if (compared.length === 0)
    return <p className="text-muted-foreground p-4 text-sm">Nothing was asked yet.</p>
  return (
    <Table label="Questions of the run">
      <TableHeader>
        <TableRow>
          <TableHead>Question</TableHead>
          <TableHead>Found at</TableHead>
          {isCompared && <TableHead>Before</TableHead>}
          {isCompared && <TableHead>Change</TableHead>}
          <TableHead>What came first</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {compared.map(({ outcome, before, change }) => (
          <TableRow key={outcome.question.id} className="align-top">
            <TableCell className="max-w-96 min-w-56 align-top wrap-anywhere">
              {outcome.question.question}
              <p className="text-muted-foreground text-xs">{expectedWords(outcome.question)}</p>
            </TableCell>
            <TableCell className="align-top tabular-nums">{rankWords(outcome)}</TableCell>
            {isCompared && (
              <TableCell className="text-muted-foreground align-top tabular-nums">
                {before ? rankWords(before) : '–'}
              </TableCell>
            )}
            {isCompared && (
              <TableCell className="align-top">
                <Change change={change} isNew={before === undefined} />
              </TableCell>
            )}
            <TableCell className="text-muted-foreground min-w-56 align-top text-xs">
              <ol className="list-inside list-decimal">
                {outcome.found.slice(0, 3).map((found, at) => (
                  <li key={at} className="wrap-anywhere">
                    {found}
                  </li>
                ))}
              </ol>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function Change({ change, isNew }: { change: number; isNew: boolean }) {
  if (isNew) return <Badge variant="outline">New</Badge>
  if (change === 0) return <span className="text-muted-foreground">Same</span>
  return change > 0 ? (
    <Badge variant="ok">
      <ArrowUp aria-hidden />
      Better
    </Badge>
  ) : (
    <Badge variant="bad">
      <ArrowDown aria-hidden />
      Worse
    </Badge>
  )
}

function expectedWords({ passages, tools }: ComparedOutcome['outcome']['question']): string {
  return [
    ...passages.map(({ document, heading }) => [document, heading].filter(Boolean).join(' › ')),
    ...tools.map(({ server, tool }) => [server, tool].filter(Boolean).join('/')),
  ].join(', ')
}
