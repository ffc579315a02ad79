'use client'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Select } from '@/components/ui/select'
import { Switch } from '@/components/ui/switch'
import { Field } from './field'
import { Fold } from './fold'
import { EMPTY_FORM, type ServerForm } from './form-model'
import { CALL_LIMITS, CONNECTION_LIMITS, HEALTH_LIMITS, type LimitName } from './limit-fields'
import { FORM_ID, type FormPartProps, TextField } from './text-field'

/** How the connection is kept, the server checked and calls let through; folded, since the usual serves most servers. */
export function PolicyFields(part: FormPartProps) {
  const { form, errors } = part
  const isWrong = (limits: Limits) => limits.some(({ name }) => errors[name] !== undefined)
  return (
    <div className="divide-y rounded-md border">
      <Fold
        id={`${FORM_ID}-connection`}
        title="Connection"
        summary={ownWords(form, CONNECTION_LIMITS, ['autoReconnect', 'warmUp'])}
        hasError={isWrong(CONNECTION_LIMITS)}
      >
        <SwitchField {...part} name="autoReconnect" label="Reconnect by itself" />
        <SwitchField {...part} name="warmUp" label="Open at the start, and keep open" />
        <Numbers {...part} limits={CONNECTION_LIMITS} />
      </Fold>
      <Fold
        id={`${FORM_ID}-checks`}
        title="Health checks"
        summary={ownWords(form, HEALTH_LIMITS, ['healthUrl'])}
        hasError={isWrong(HEALTH_LIMITS) || errors.healthUrl !== undefined}
      >
        <TextField
          {...part}
          name="healthUrl"
          label="Health address"
          placeholder="http://host:8080/health"
          hint="Fetched beside the protocol's own check."
          isCode
        />
        <p className="text-muted-foreground text-xs">What is left empty is as for its tags, or as for all.</p>
        <Numbers {...part} limits={HEALTH_LIMITS} />
      </Fold>
      <Fold
        id={`${FORM_ID}-calls`}
        title="Calls and tools"
        summary={ownWords(form, CALL_LIMITS, ['toolDrift'])}
        hasError={isWrong(CALL_LIMITS)}
      >
        <Numbers {...part} limits={CALL_LIMITS} />
        <ToolDrift {...part} />
      </Fold>
    </div>
  )
}

type Limits = readonly { name: LimitName; label: string; hint: string }[]

/** How much in a part is not as usual; nothing where all is. */
function ownWords(
  form: ServerForm,
  limits: Limits,
  others: readonly (keyof ServerForm)[],
): string | undefined {
  const names = [...limits.map(({ name }) => name), ...others]
  const own = names.filter((name) => form[name] !== EMPTY_FORM[name]).length
  return own === 0 ? undefined : `${own} not as usual`
}

function Numbers({ limits, form, onFormChange, errors }: FormPartProps & { limits: Limits }) {
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      {limits.map(({ name, label, hint }) => (
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
  )
}

function SwitchField({
  name,
  label,
  form,
  onFormChange,
}: FormPartProps & { name: 'autoReconnect' | 'warmUp'; label: string }) {
  return (
    <div className="flex items-center justify-between gap-4">
      <Label htmlFor={`${FORM_ID}-${name}`}>{label}</Label>
      <Switch
        id={`${FORM_ID}-${name}`}
        checked={form[name]}
        onCheckedChange={(isOn) => onFormChange({ [name]: isOn })}
      />
    </div>
  )
}

const DRIFTS = [
  { value: 'tell', label: 'Tell, and use it' },
  { value: 'hold', label: 'Hold it until approved' },
] as const

function ToolDrift({ form, onFormChange }: FormPartProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <Label htmlFor={`${FORM_ID}-toolDrift`}>When a tool changes its description or schema</Label>
      <Select
        id={`${FORM_ID}-toolDrift`}
        value={form.toolDrift}
        options={DRIFTS}
        onValueChange={(toolDrift) => onFormChange({ toolDrift })}
      />
    </div>
  )
}
