'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/lib/kit/class-names'
import type { Conflict } from './conflict'
import type { FormField } from './form-model'

interface ConflictChoiceProps {
  conflicts: readonly Conflict[]
  /** With the fields of which the other side's value is taken. */
  onSettle: (theirs: FormField[]) => void
  onBack: () => void
}

/** Two people changed the same fields: both values, and the person chooses. */
export function ConflictChoice({ conflicts, onSettle, onBack }: ConflictChoiceProps) {
  const [theirs, setTheirs] = useState<readonly FormField[]>([])
  const choose = (field: FormField, isTheirs: boolean) =>
    setTheirs(isTheirs ? [...theirs, field] : theirs.filter((each) => each !== field))
  return (
    <section aria-labelledby="conflict-title" className="grid gap-4">
      <div className="grid gap-1">
        <h3 id="conflict-title" className="text-base font-semibold">
          Somebody else has changed it meanwhile
        </h3>
        <p className="text-muted-foreground text-sm">
          What you did not touch is as they have saved it. Choose what stands where you both made a change.
        </p>
      </div>
      {conflicts.map((conflict) => (
        <fieldset key={conflict.field} className="grid gap-2">
          <legend className="mb-1.5 text-sm font-medium">{conflict.label}</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            <Choice
              name={conflict.field}
              title="Yours"
              value={conflict.mine}
              isChosen={!theirs.includes(conflict.field)}
              onChoose={() => choose(conflict.field, false)}
            />
            <Choice
              name={conflict.field}
              title="Theirs"
              value={conflict.theirs}
              isChosen={theirs.includes(conflict.field)}
              onChoose={() => choose(conflict.field, true)}
            />
          </div>
        </fieldset>
      ))}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>Back to the form</Button>
        <Button variant="primary" onClick={() => onSettle([...theirs])}>
          Save this
        </Button>
      </div>
    </section>
  )
}

interface ChoiceProps {
  name: string
  title: string
  value: string
  isChosen: boolean
  onChoose: () => void
}

function Choice({ name, title, value, isChosen, onChoose }: ChoiceProps) {
  return (
    <label
      className={cn(
        'has-focus-visible:outline-ring flex items-start gap-2 rounded-md border p-3 has-focus-visible:outline-2',
        isChosen && 'border-primary bg-primary/5',
      )}
    >
      <input
        type="radio"
        name={`conflict-${name}`}
        className="accent-primary mt-0.5"
        checked={isChosen}
        onChange={onChoose}
      />
      <span className="grid min-w-0 gap-0.5">
        <span className="text-muted-foreground text-xs">{title}</span>
        <span className="text-sm wrap-anywhere whitespace-pre-wrap">{value}</span>
      </span>
    </label>
  )
}
