'use client'
import { Check, ChevronDown, Columns2, Cpu, Settings2, X } from 'lucide-react'
import Link from 'next/link'
import { type SyntheticEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import type { ChosenModel, DetectedModels, ModelView } from '@/lib/domain/api/chat'
import { cn } from '@/lib/kit/class-names'
import { choicesOf, keyOfModel } from './model-choice'
import type { ChosenModels } from './use-chosen-models'

interface ModelSignProps {
  set: ModelView
  detected: DetectedModels[]
  chosen: ChosenModels
}

/** Which model answers, and which one beside it; opens to choose among those that were detected. */
export function ModelSign({ set, detected, chosen }: ModelSignProps) {
  const { model, rival, choose, compareWith } = chosen
  const current = model ?? set
  const choices = choicesOf(set, detected, [model, rival])
  return (
    <span className="flex max-w-full min-w-0 items-center">
      <Popover>
        <PopoverTrigger asChild>
          <Button
            size="sm"
            variant="ghost"
            className="text-muted-foreground max-w-full min-w-0 shrink"
            title={`${current.model} of ${current.provider} answers`}
          >
            <Cpu aria-hidden />
            <span className="truncate">
              <span className="sr-only">Model: </span>
              {current.model}
              {rival && ` and ${rival.model}`}
            </span>
            <ChevronDown aria-hidden />
          </Button>
        </PopoverTrigger>
        <PopoverContent side="top" className="w-80 p-0" aria-label="Models">
          <ModelList
            label="Answers"
            choices={choices}
            isChosen={(one) => keyOfModel(one) === keyOfModel(current)}
            onChoose={(one) => choose(keyOfModel(one) === keyOfModel(set) ? undefined : one)}
          />
          <ModelList
            label="Answers beside it, to compare"
            choices={choices.filter((one) => keyOfModel(one) !== keyOfModel(current))}
            isChosen={(one) => rival !== undefined && keyOfModel(one) === keyOfModel(rival)}
            onChoose={(one) => compareWith(rival && keyOfModel(one) === keyOfModel(rival) ? undefined : one)}
          />
          <OtherModel provider={set.provider} onChoose={choose} onCompare={compareWith} />
          <p className="border-t p-2">
            <Button asChild size="sm" variant="ghost">
              <Link href="/settings#model">
                <Settings2 aria-hidden />
                Model settings
              </Link>
            </Button>
          </p>
        </PopoverContent>
      </Popover>
      {rival && (
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label="Do not compare"
          onClick={() => compareWith(undefined)}
        >
          <X aria-hidden />
        </Button>
      )}
    </span>
  )
}

interface ModelListProps {
  label: string
  choices: readonly ChosenModel[]
  isChosen: (model: ChosenModel) => boolean
  onChoose: (model: ChosenModel) => void
}

function ModelList({ label, choices, isChosen, onChoose }: ModelListProps) {
  if (choices.length === 0) return null
  return (
    <div role="group" aria-label={label} className="max-h-56 overflow-y-auto border-b p-1">
      <p className="text-muted-foreground px-2 py-1 text-xs">{label}</p>
      {choices.map((one) => (
        <button
          key={keyOfModel(one)}
          type="button"
          aria-pressed={isChosen(one)}
          onClick={() => onChoose(one)}
          className="hover:bg-accent flex min-h-8 w-full min-w-0 items-center gap-2 rounded-sm px-2 text-left text-sm focus-visible:-outline-offset-2"
        >
          <Check
            className={cn('text-primary size-3.5 shrink-0', !isChosen(one) && 'invisible')}
            aria-hidden
          />
          <span className="min-w-0 flex-1 truncate">{one.model}</span>
          <span className="text-muted-foreground text-xs">{one.provider}</span>
        </button>
      ))}
    </div>
  )
}

interface OtherModelProps {
  provider: ChosenModel['provider']
  onChoose: (model: ChosenModel) => void
  onCompare: (model: ChosenModel) => void
}

/** Providers do not list all that they have: a name can be typed. */
function OtherModel({ provider, onChoose, onCompare }: OtherModelProps) {
  const [name, setName] = useState('')
  const model = name.trim()
  const take = (onTake: (model: ChosenModel) => void) => {
    if (model === '') return
    onTake({ provider, model })
    setName('')
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    // The composer's form is around it in the tree of components, though not on the page.
    event.stopPropagation()
    take(onChoose)
  }
  return (
    <form onSubmit={submit} className="flex gap-1 p-2">
      <Input
        value={name}
        onChange={(event) => setName(event.target.value)}
        placeholder={`Another model of ${provider}`}
        aria-label={`Another model of ${provider}`}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" disabled={model === ''}>
        Use
      </Button>
      <Button
        size="icon"
        aria-label="Compare with it"
        title="Compare with it"
        disabled={model === ''}
        onClick={() => take(onCompare)}
      >
        <Columns2 aria-hidden />
      </Button>
    </form>
  )
}
