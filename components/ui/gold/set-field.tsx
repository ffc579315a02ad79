'use client'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Select } from '@/components/ui/select'
import type { GoldSet } from '@/lib/domain/evaluation'

/** Chosen in place of a set, where a new one is to be made. */
export const NEW_SET = 'new'

interface SetFieldProps {
  id: string
  sets: readonly Pick<GoldSet, 'id' | 'name'>[]
  value: string
  name: string
  onChange: (value: string) => void
  onName: (name: string) => void
}

/** Which set a question goes into, or what the new one is called. */
export function SetField({ id, sets, value, name, onChange, onName }: SetFieldProps) {
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={`${id}-set`}>Set</Label>
      <div className="grid gap-1.5 sm:auto-cols-fr sm:grid-flow-col">
        <Select
          id={`${id}-set`}
          value={value}
          options={[
            ...sets.map((set) => ({ value: set.id, label: set.name })),
            { value: NEW_SET, label: 'A new set' },
          ]}
          onValueChange={onChange}
        />
        {value === NEW_SET && (
          <Input
            aria-label="Name of the new set"
            placeholder="Name of the new set"
            maxLength={100}
            value={name}
            onChange={(event) => onName(event.target.value)}
          />
        )}
      </div>
    </div>
  )
}
