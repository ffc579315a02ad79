'use client'
import { useId } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { EVENT_CHOICES, type WebhookEvent, withChoice } from './webhook-words'

interface EventChoiceProps {
  isEverything: boolean
  events: readonly WebhookEvent[]
  error: string | undefined
  onChange: (part: { isEverything?: boolean; events?: WebhookEvent[] }) => void
}

/** Which events are told. */
export function EventChoice({ isEverything, events, error, onChange }: EventChoiceProps) {
  const id = useId()
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-1.5 text-sm font-medium">Tell of</legend>
      <Label className="min-h-6 font-normal">
        <Switch checked={isEverything} onCheckedChange={(isOn) => onChange({ isEverything: isOn })} />
        Everything that can be told, also what later versions add
      </Label>
      {!isEverything && (
        <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          {EVENT_CHOICES.map((choice) => (
            <Label key={choice.id} className="min-h-7 items-start py-1 font-normal">
              <Checkbox
                checked={choice.kinds.every((kind) => events.includes(kind))}
                onCheckedChange={(isChosen) =>
                  onChange({ events: withChoice(events, choice, isChosen === true) })
                }
              />
              {choice.title}
            </Label>
          ))}
        </div>
      )}
      {error && (
        <p id={`${id}-error`} className="text-bad text-xs">
          {error}
        </p>
      )}
    </fieldset>
  )
}
