'use client'
import { MessageCircleQuestion, Pencil, Plus, Trash2, Upload } from 'lucide-react'
import { useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { AddQuestionDialog } from '@/components/ui/gold/add-question-dialog'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { GoldQuestion } from '@/lib/domain/evaluation'
import { useRemoveQuestion } from '../use-evaluation'
import { EditQuestionDialog } from './edit-question-dialog'

interface QuestionsTabProps {
  id: string
  items: readonly GoldQuestion[]
  onImport: () => void
}

/** The questions of a set, to be written, changed and deleted. */
export function QuestionsTab({ id, items, onImport }: QuestionsTabProps) {
  const remove = useRemoveQuestion(id)
  const [isAdding, setIsAdding] = useState(false)
  const [edited, setEdited] = useState<GoldQuestion>()
  const [leaving, setLeaving] = useState<GoldQuestion>()
  const actions = (
    <>
      <Button onClick={onImport}>
        <Upload aria-hidden />
        Import
      </Button>
      <Button variant="primary" onClick={() => setIsAdding(true)}>
        <Plus aria-hidden />
        Add question
      </Button>
    </>
  )
  return (
    <div className="grid grid-cols-1 gap-3">
      {items.length > 0 && <div className="flex flex-wrap justify-end gap-2">{actions}</div>}
      <Card>
        {items.length === 0 ? (
          <EmptyState icon={MessageCircleQuestion} title="No questions yet" action={actions}>
            Write what people ask, and name the document, passage or tool that answers it. JSONL and CSV can
            be imported.
          </EmptyState>
        ) : (
          <Table label="Questions">
            <TableHeader>
              <TableRow>
                <TableHead>Question</TableHead>
                <TableHead className="max-sm:hidden">A good search finds</TableHead>
                <TableHead>
                  <span className="sr-only">Actions</span>
                </TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {items.map((item) => (
                <TableRow key={item.id}>
                  <TableCell className="max-w-xl align-top wrap-anywhere sm:min-w-56">
                    {item.question}
                    {item.note !== '' && <p className="text-muted-foreground text-xs">{item.note}</p>}
                    <div className="text-muted-foreground pt-1 text-xs sm:hidden">
                      <Expected {...item} />
                    </div>
                  </TableCell>
                  <TableCell className="text-muted-foreground min-w-48 align-top text-xs wrap-anywhere max-sm:hidden">
                    <Expected {...item} />
                  </TableCell>
                  <TableCell className="align-top">
                    <div className="flex justify-end gap-1">
                      <Button
                        variant="ghost"
                        size="icon-sm"
                        aria-label={`Edit “${item.question}”`}
                        onClick={() => setEdited(item)}
                      >
                        <Pencil aria-hidden />
                      </Button>
                      <Button
                        variant="ghost"
                        size="icon-sm"
                        aria-label={`Delete “${item.question}”`}
                        onClick={() => setLeaving(item)}
                      >
                        <Trash2 aria-hidden />
                      </Button>
                    </div>
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      <AddQuestionDialog open={isAdding} set={id} onClose={() => setIsAdding(false)} />
      <EditQuestionDialog id={id} question={edited} onClose={() => setEdited(undefined)} />
      <AlertDialog
        open={leaving !== undefined}
        onOpenChange={(isOpen) => !isOpen && setLeaving(undefined)}
        title="Delete this question?"
        action="Delete question"
        destructive
        onConfirm={() => {
          if (leaving) remove.mutate(leaving)
        }}
      >
        “{leaving?.question}”. Runs that have asked it keep what they found.
      </AlertDialog>
    </div>
  )
}

function Expected({ passages, tools }: GoldQuestion) {
  return (
    <ul className="grid gap-0.5">
      {passages.map(({ document, heading, quote }, at) => (
        <li key={`p${at}`}>
          <span className="text-foreground">{[document, heading].filter(Boolean).join(' › ')}</span>
          {quote && <> “{quote}”</>}
        </li>
      ))}
      {tools.map(({ server, tool }, at) => (
        <li key={`t${at}`} className="text-foreground font-mono">
          {[server, tool].filter(Boolean).join('/')}
        </li>
      ))}
    </ul>
  )
}
