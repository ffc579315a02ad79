'use client'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { cn } from '@/lib/kit/class-names'
import { Field } from './field'
import type { FormField } from './form-model'
import { FORM_ID, type FormPartProps, TextField } from './text-field'

const NUMBERS = [
  { name: 'maxRetries', label: 'Retries', hint: 'After the first failure' },
  { name: 'retryDelay', label: 'First delay, s', hint: 'Doubles with each retry' },
  { name: 'maxRetryDelay', label: 'Longest delay, s', hint: 'Between two retries' },
  { name: 'connectTimeout', label: 'Connect within, s', hint: 'Else the attempt has failed' },
  { name: 'callTimeout', label: 'Call within, s', hint: 'Else the call has failed' },
  { name: 'idleStop', label: 'Stop when idle, s', hint: '0 keeps it; stdio only' },
  { name: 'healthInterval', label: 'Check every, s', hint: 'Time between checks' },
] as const satisfies readonly { name: FormField; label: string; hint: string }[]

/** How the connection is kept; folded, since the usual values serve most servers. */
export function PolicyFields(part: FormPartProps) {
  const { form, onFormChange, errors } = part
  const [isOpened, setIsOpened] = useState(false)
  // What is wrong in here must be seen.
  const isOpen = isOpened || NUMBERS.some(({ name }) => errors[name]) || errors.healthUrl !== undefined
  return (
    <section className="rounded-md border">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={`${FORM_ID}-policy`}
        className="flex w-full items-center gap-1.5 rounded-md px-3 py-2 text-sm font-medium"
        onClick={() => setIsOpened(!isOpened)}
      >
        <ChevronRight className={cn('size-3.5 transition-transform', isOpen && 'rotate-90')} aria-hidden />
        Connection and health
      </button>
      <div id={`${FORM_ID}-policy`} hidden={!isOpen} className="border-t p-3">
        <div className="grid gap-4">
          <div className="flex items-center justify-between gap-4">
            <Label htmlFor={`${FORM_ID}-autoReconnect`}>Reconnect by itself</Label>
            <Switch
              id={`${FORM_ID}-autoReconnect`}
              checked={form.autoReconnect}
              onCheckedChange={(autoReconnect) => onFormChange({ autoReconnect })}
            />
          </div>
          <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
            {NUMBERS.map(({ name, label, hint }) => (
              <Field key={name} id={`${FORM_ID}-${name}`} label={label} hint={hint} error={errors[name]}>
                {(control) => (
                  <Input
                    {...control}
                    inputMode="decimal"
                    autoComplete="off"
                    value={form[name]}
                    onChange={(event) => onFormChange({ [name]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          </div>
          <TextField
            {...part}
            name="healthUrl"
            label="Health address"
            placeholder="http://host:8080/health"
            hint="Fetched beside the protocol's own check."
            isCode
          />
        </div>
      </div>
    </section>
  )
}
