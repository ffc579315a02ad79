'use client'
import { TagInput } from '@/components/ui/tag-input'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { Textarea } from '@/components/ui/textarea'
import { EndpointFields } from './endpoint-fields'
import { Field } from './field'
import { PolicyFields } from './policy-fields'
import { FORM_ID, type FormPartProps, TextField } from './text-field'

interface ServerFormFieldsProps extends FormPartProps {
  /** Of one that exists, the name stays; of one that is declared elsewhere, all but these are read-only. */
  editable: 'new' | 'all' | 'overrides'
  isStdioAllowed: boolean
  knownTags: readonly string[]
}

export function ServerFormFields({ editable, isStdioAllowed, knownTags, ...part }: ServerFormFieldsProps) {
  const { form, onFormChange, errors } = part
  return (
    <div className="grid gap-5">
      {errors.form !== undefined && (
        <p
          role="alert"
          className="border-bad/40 bg-bad/10 text-bad rounded-md border px-3 py-2 text-sm wrap-anywhere"
        >
          {errors.form}
        </p>
      )}
      {editable === 'new' && (
        <TextField
          {...part}
          name="name"
          label="Name"
          hint="Letters, digits, dots, dashes and underscores."
          isCode
          isRequired
        />
      )}
      {editable !== 'overrides' && <EndpointFields {...part} isStdioAllowed={isStdioAllowed} />}
      {editable !== 'overrides' && (
        <div className="grid gap-4">
          <TextField {...part} name="title" label="Title" />
          <Field id={`${FORM_ID}-description`} label="Description" error={errors.description}>
            {(control) => (
              <Textarea
                {...control}
                className="field-sizing-content max-h-48 min-h-14"
                value={form.description}
                onChange={(event) => onFormChange({ description: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
      <div className="grid gap-1">
        <TagInput
          id={`${FORM_ID}-tags`}
          label="Tags"
          tags={form.tags}
          known={knownTags}
          onTagsChange={(tags) => onFormChange({ tags })}
        />
        {errors.tags !== undefined && <p className="text-bad text-xs">{errors.tags}</p>}
      </div>
      <div className="flex items-center justify-between gap-4">
        <Label htmlFor={`${FORM_ID}-enabled`}>Enabled</Label>
        <Switch
          id={`${FORM_ID}-enabled`}
          checked={form.enabled}
          onCheckedChange={(enabled) => onFormChange({ enabled })}
        />
      </div>
      <PolicyFields {...part} />
    </div>
  )
}
