'use client'
import { Download, MoreHorizontal, Pencil, Play, Trash2, Upload } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Page } from '@/components/shell/page'
import { useCollections } from '@/components/shell/use-collections'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { amountWords, countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { ImportDialog } from './questions/import-dialog'
import { QuestionsTab } from './questions/questions-tab'
import { collectionWords, METRICS } from './run-words'
import { RunDialog } from './runs/run-dialog'
import { RunsTab } from './runs/runs-tab'
import { SetDialog } from './sets/set-dialog'
import { useGoldSet, useRemoveSet } from './use-evaluation'
import { type Place, type PlaceChange, SET_TABS } from './place'

interface SetViewProps {
  id: string
  place: Place
  onGo: (part: PlaceChange) => void
}

type Doing = 'run' | 'import' | 'change' | 'remove'

/** One set: its runs with what they measured, and its questions. */
export function SetView({ id, place, onGo }: SetViewProps) {
  const set = useGoldSet(id)
  const remove = useRemoveSet()
  const known = useCollections().data
  const [doing, setDoing] = useState<Doing | null>(null)
  const close = () => setDoing(null)
  const back = () => onGo({ set: null, tab: null, run: null, against: null })
  if (!set.data) {
    return (
      <Page title="Evaluation" beside={<BackLink />}>
        <Card>
          {set.isError ? (
            <QueryError title="The set could not be read" query={set} />
          ) : (
            <div role="status" aria-label="Loading the set" className="grid gap-3 p-4">
              {Array.from({ length: 5 }, (_, index) => (
                <Skeleton key={index} className="h-4 max-w-lg" />
              ))}
            </div>
          )}
        </Card>
      </Page>
    )
  }
  const { name, description, collections, gate, items, runs } = set.data
  const metric = METRICS.find((one) => one.metric === gate?.metric)
  return (
    <Page
      title={name}
      beside={<BackLink />}
      description={[
        description,
        collections.length > 0 && `Searches ${collectionWords(collections, known)}`,
        gate && `A run must reach ${metric?.label ?? gate.metric} ${Math.round(gate.atLeast * 1_000) / 10}%`,
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <>
          <Button variant="primary" disabled={items.length === 0} onClick={() => setDoing('run')}>
            <Play aria-hidden />
            Run
          </Button>
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button size="icon" aria-label="More for this set">
                <MoreHorizontal aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={() => setDoing('change')}>
                <Pencil aria-hidden />
                Name and gate
              </DropdownMenuItem>
              <DropdownMenuItem onSelect={() => setDoing('import')}>
                <Upload aria-hidden />
                Import questions
              </DropdownMenuItem>
              <DropdownMenuItem asChild disabled={items.length === 0}>
                <a href={`/api/evaluation/sets/${id}/export`} download>
                  <Download aria-hidden />
                  Export questions
                </a>
              </DropdownMenuItem>
              <DropdownMenuItem variant="destructive" onSelect={() => setDoing('remove')}>
                <Trash2 aria-hidden />
                Delete
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </>
      }
    >
      <Tabs
        value={place.tab}
        onValueChange={(next) => {
          const tab = SET_TABS.find((each) => each === next)
          if (tab) onGo({ tab })
        }}
      >
        <TabsList aria-label="Parts of the set">
          <TabsTrigger value="runs">Runs</TabsTrigger>
          <TabsTrigger value="questions">
            Questions <span className="text-muted-foreground tabular-nums">{countWords(items.length)}</span>
          </TabsTrigger>
        </TabsList>
        <TabsContent value="runs">
          <RunsTab
            runs={runs}
            run={place.run}
            against={place.against}
            hasQuestions={items.length > 0}
            onRun={() => setDoing('run')}
            onWrite={() => onGo({ tab: 'questions' })}
            onGo={onGo}
          />
        </TabsContent>
        <TabsContent value="questions">
          <QuestionsTab id={id} items={items} onImport={() => setDoing('import')} />
        </TabsContent>
      </Tabs>
      <RunDialog
        open={doing === 'run'}
        id={id}
        onClose={close}
        onStarted={(run) => onGo({ tab: 'runs', run, against: null })}
      />
      <ImportDialog
        open={doing === 'import'}
        id={id}
        onClose={close}
        onDone={() => onGo({ tab: 'questions' })}
      />
      <SetDialog open={doing === 'change'} set={set.data} onClose={close} />
      <AlertDialog
        open={doing === 'remove'}
        onOpenChange={(isOpen) => !isOpen && close()}
        title={`Delete ${name}?`}
        action="Delete set"
        destructive
        onConfirm={() => remove.mutate(set.data, { onSuccess: back })}
      >
        Its {amountWords(items.length, 'question')} and {amountWords(runs.length, 'run')} go with it.
      </AlertDialog>
    </Page>
  )
}

function BackLink() {
  return (
    <Link href="/evaluation" className="text-muted-foreground text-sm underline-offset-4 hover:underline">
      All sets
    </Link>
  )
}
