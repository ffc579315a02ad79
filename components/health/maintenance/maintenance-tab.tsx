'use client'
import { Plus, Wrench } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import type { MaintenanceWindow } from '@/lib/domain/incident'
import { MaintenanceRow } from './maintenance-row'
import { MaintenanceSheet } from './maintenance-sheet'
import { useMaintenance, useRemoveMaintenance } from './use-maintenance'

/** In the URL, for a window that is still to be made. */
const NEW = 'new'

/** When failures are expected: windows that hold now, those to come, and those past. */
export function MaintenanceTab() {
  const windows = useMaintenance()
  const [edited, setEdited] = useQueryState('window', parseAsString)
  const [leaving, setLeaving] = useState<MaintenanceWindow>()
  const remove = useRemoveMaintenance()
  const all = windows.data ?? []
  const open = (id: string) => void setEdited(id, { history: 'push' })
  const parts = [
    { title: 'Now', items: all.filter(({ now }) => now) },
    { title: 'Upcoming', items: all.filter(({ now, next }) => !now && next) },
    { title: 'Past', items: all.filter(({ now, next }) => !now && !next) },
  ]
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted-foreground text-sm">
          In a window, failures are recorded, told to nobody, and left out of the uptime.
        </p>
        <Button variant="primary" onClick={() => open(NEW)}>
          <Plus aria-hidden />
          New window
        </Button>
      </div>
      {windows.isPending ? (
        <Card role="status" aria-label="Loading the maintenance windows" className="grid gap-3 p-4">
          {Array.from({ length: 4 }, (_, index) => (
            <Skeleton key={index} className="h-4 max-w-lg" />
          ))}
        </Card>
      ) : windows.isError && all.length === 0 ? (
        <Card>
          <QueryError title="The maintenance windows could not be read" query={windows} />
        </Card>
      ) : all.length === 0 ? (
        <Card>
          <EmptyState icon={Wrench} title="No maintenance is planned">
            Before an upgrade, or for every night that a machine is switched off: plan a window, and nobody is
            woken up for what is expected.
          </EmptyState>
        </Card>
      ) : (
        parts
          .filter(({ items }) => items.length > 0)
          .map(({ title, items }) => (
            <Card key={title} aria-labelledby={`maintenance-${title}`}>
              <CardHeader>
                <CardTitle id={`maintenance-${title}`}>
                  {title}
                  <span className="text-muted-foreground font-normal">{countWords(items.length)}</span>
                </CardTitle>
              </CardHeader>
              <ul aria-labelledby={`maintenance-${title}`} className="divide-y">
                {items.map((window) => (
                  <MaintenanceRow
                    key={window.id}
                    window={window}
                    onEdit={() => open(window.id)}
                    onRemove={() => setLeaving(window)}
                  />
                ))}
              </ul>
            </Card>
          ))
      )}
      <MaintenanceSheet
        isOpen={edited === NEW || all.some(({ id }) => id === edited)}
        window={all.find(({ id }) => id === edited)}
        onClose={() => void setEdited(null)}
      />
      <AlertDialog
        open={leaving !== undefined}
        onOpenChange={(isOpen) => !isOpen && setLeaving(undefined)}
        title={`Remove “${leaving?.title ?? ''}”?`}
        action="Remove window"
        destructive
        onConfirm={() => {
          if (leaving) remove.mutate(leaving)
        }}
      >
        {leaving?.now
          ? 'It holds now: if a server in it is down, people are told at once.'
          : 'Failures at its time are told like any other. What it has silenced so far stays as it was recorded.'}
      </AlertDialog>
    </div>
  )
}
