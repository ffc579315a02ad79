'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { client } from '@/components/shell/client'
import { useCollections } from '@/components/shell/use-collections'
import { CollectionChoices } from '@/components/ui/collection-choices'
import { FormDialog } from '@/components/ui/form-dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Select } from '@/components/ui/select'
import { queryKeys } from '@/lib/client/query-keys'
import { changeGoldSet, createGoldSet } from '@/lib/domain/api/evaluation'
import type { GoldSet } from '@/lib/domain/evaluation'
import { toggled } from '@/lib/kit/toggled'
import { METRICS } from '../run-words'

interface SetDialogProps {
  open: boolean
  onClose: () => void
  /** The set that is changed; a new one without. */
  set?: GoldSet
  onDone?: (set: GoldSet) => void
}

interface GoldSetBody {
  name: string
  description: string
  collections: string[]
  gate: ReturnType<typeof gateOf>
}

const NO_GATE = 'none'

/** What a set is called, where its answers are looked for, and what a run of it must reach. */
export function SetDialog({ open, ...rest }: SetDialogProps) {
  return open && <Body {...rest} />
}

function Body({ set, onClose, onDone }: Omit<SetDialogProps, 'open'>) {
  const id = useId()
  const cache = useQueryClient()
  const [name, setName] = useState(set?.name ?? '')
  const [description, setDescription] = useState(set?.description ?? '')
  const [metric, setMetric] = useState(set?.gate?.metric ?? NO_GATE)
  const [percent, setPercent] = useState(set?.gate ? String(Math.round(set.gate.atLeast * 1_000) / 10) : '60')
  const [chosen, setChosen] = useState(set?.collections ?? [])
  const collections = useCollections().data
  const save = useMutation({
    mutationFn(body: GoldSetBody) {
      return set
        ? client.call(changeGoldSet, { params: { id: set.id }, body })
        : client.call(createGoldSet, { body })
    },
    onSuccess(saved) {
      onClose()
      onDone?.(saved)
    },
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.goldSets }),
  })
  const send = () => {
    save.mutate({
      name: name.trim(),
      description: description.trim(),
      // One that was deleted since can't be searched any more.
      collections: chosen.filter((one) => collections?.some((each) => each.id === one) ?? true),
      gate: gateOf(metric, percent),
    })
  }
  return (
    <FormDialog
      title={set ? `Change ${set.name}` : 'New set'}
      description="Questions whose answers are known, to be measured together."
      action={set ? 'Save' : 'Make set'}
      canSend={name.trim() !== '' && !save.isPending}
      problem={save.error}
      onSend={send}
      onClose={onClose}
    >
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-name`}>Name</Label>
        <Input
          id={`${id}-name`}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-description`}>Description</Label>
        <Input
          id={`${id}-description`}
          maxLength={1_000}
          placeholder="Optional"
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </div>
      {collections !== undefined && collections.length > 0 && (
        <div role="group" aria-labelledby={`${id}-collections`} className="grid grid-cols-1 gap-1.5">
          <p id={`${id}-collections`} className="text-sm font-medium">
            Documents that are searched
          </p>
          <div className="min-w-0 rounded-md border">
            <CollectionChoices
              collections={collections}
              chosen={chosen}
              onAll={() => setChosen([])}
              onToggle={(one) => setChosen(toggled(chosen, one))}
            />
          </div>
        </div>
      )}
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-metric`}>Gate</Label>
        <div className="flex items-center gap-2">
          <Select
            id={`${id}-metric`}
            className="flex-1"
            aria-describedby={`${id}-gate-hint`}
            value={metric}
            options={[
              { value: NO_GATE, label: 'None' },
              ...METRICS.map((one) => ({ value: one.metric, label: one.label })),
            ]}
            onValueChange={setMetric}
          />
          {metric !== NO_GATE && (
            <label className="flex items-center gap-1.5 text-sm whitespace-nowrap">
              at least
              <Input
                type="number"
                min={0}
                max={100}
                step={0.1}
                required
                className="w-20"
                aria-label="Percent that it must reach"
                value={percent}
                onChange={(event) => setPercent(event.target.value)}
              />
              %
            </label>
          )}
        </div>
        <p id={`${id}-gate-hint`} className="text-muted-foreground text-xs">
          A run that stays below has failed; <code>npm run eval</code> then fails too.
        </p>
      </div>
    </FormDialog>
  )
}

function gateOf(metric: string, percent: string) {
  const known = METRICS.find((one) => one.metric === metric)
  return known ? { metric: known.metric, atLeast: Number(percent) / 100 } : null
}
