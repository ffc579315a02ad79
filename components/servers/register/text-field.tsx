'use client'
import { Input } from '@/components/ui/input'
import type { FormErrors } from './check-form'
import { Field } from './field'
import type { FormField, ServerForm } from './form-model'

/** Prefix of the ids of all fields of the form. */
export const FORM_ID = 'server'

export interface FormPartProps {
  form: ServerForm
  onFormChange: (part: Partial<ServerForm>) => void
  errors: FormErrors
}

interface TextFieldProps extends FormPartProps {
  name: Extract<
    FormField,
    | 'name'
    | 'title'
    | 'cwd'
    | 'commandLine'
    | 'url'
    | 'healthUrl'
    | 'authClientId'
    | 'authIssuer'
    | 'authTokenEndpoint'
    | 'authScopes'
  >
  label: string
  hint?: string
  placeholder?: string
  isCode?: boolean
  isRequired?: boolean
}

export function TextField({
  name,
  label,
  hint,
  placeholder,
  isCode,
  isRequired,
  form,
  onFormChange,
  errors,
}: TextFieldProps) {
  return (
    <Field id={`${FORM_ID}-${name}`} label={label} {...(hint !== undefined && { hint })} error={errors[name]}>
      {(control) => (
        <Input
          {...control}
          aria-required={isRequired}
          className={isCode ? 'font-mono text-[13px]' : undefined}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={!isCode}
          value={form[name]}
          onChange={(event) => onFormChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
}
