'use client'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { SIGNING_ALGORITHMS } from '@/lib/domain/endpoint'
import type { AuthForm } from './auth-model'
import { Field } from './field'
import { Fold } from './fold'
import { isStored } from './form-model'
import { SecretInput } from './secret-input'
import { FORM_ID, type FormPartProps, TextField } from './text-field'

/** Nothing declared; a choice must have a name. */
const AUTOMATIC = 'automatic'
const KINDS: {
  value: Exclude<AuthForm['authKind'], ''> | typeof AUTOMATIC
  label: string
  summary?: string
}[] = [
  { value: AUTOMATIC, label: 'As the server asks' },
  { value: 'oauth', label: 'A person signs in, with a client of ours', summary: 'OAuth' },
  { value: 'client-credentials', label: 'Portolan signs in by itself', summary: 'Client credentials' },
]

/** How Portolan signs in at an address; folded, since most servers say themselves how. */
export function AuthFields(part: FormPartProps) {
  const { form, onFormChange, errors } = part
  return (
    <div className="rounded-md border">
      <Fold
        id={`${FORM_ID}-auth`}
        title="Sign-in"
        summary={KINDS.find(({ value }) => value === form.authKind)?.summary}
        hasError={errors.authKind !== undefined}
      >
        <Field
          id={`${FORM_ID}-authKind`}
          label="Who signs in, and how"
          hint="Without a client of yours, Portolan registers itself where the server sends it, and a person signs in."
          error={errors.authKind}
        >
          {(control) => (
            <Select
              {...control}
              className="w-full"
              value={form.authKind === '' ? AUTOMATIC : form.authKind}
              options={KINDS}
              onValueChange={(next) => onFormChange({ authKind: next === AUTOMATIC ? '' : next })}
            />
          )}
        </Field>
        {form.authKind !== '' && <ClientFields {...part} />}
      </Fold>
    </div>
  )
}

function ClientFields(part: FormPartProps) {
  const { form, onFormChange } = part
  const isMachine = form.authKind === 'client-credentials'
  return (
    <>
      <TextField {...part} name="authClientId" label="Client ID" isCode isRequired={isMachine} />
      <Field
        id={`${FORM_ID}-authClientSecret`}
        label="Client secret"
        hint="Kept sealed and never shown again."
      >
        {(control) => (
          <SecretInput
            {...control}
            isShown={false}
            value={form.authClientSecret}
            onValueChange={(authClientSecret) => onFormChange({ authClientSecret })}
          />
        )}
      </Field>
      {isMachine && <KeyFields {...part} />}
      <TextField
        {...part}
        name="authIssuer"
        label="Authorization server"
        placeholder="https://auth.example.com"
        hint="Where the client is registered: its ID and secret go nowhere else. Empty: where the server says."
        isCode
      />
      {isMachine && (
        <TextField
          {...part}
          name="authTokenEndpoint"
          label="Token endpoint"
          placeholder="https://auth.example.com/token"
          hint="Only where it can not be discovered."
          isCode
        />
      )}
      <TextField
        {...part}
        name="authScopes"
        label="Scopes"
        placeholder="mcp:tools offline_access"
        hint="With blanks between; empty: what the server wants."
        isCode
      />
    </>
  )
}

function KeyFields({ form, onFormChange }: FormPartProps) {
  const stored = isStored(form.authPrivateKey)
  return (
    <>
      <Field
        id={`${FORM_ID}-authPrivateKey`}
        label="Private key"
        hint="PEM, instead of a secret: it signs for the client. Kept sealed and never shown again."
      >
        {(control) => (
          <Textarea
            {...control}
            className="max-h-32 min-h-14 font-mono text-xs [-webkit-text-security:disc]"
            placeholder={stored ? 'Stored; type to replace' : '-----BEGIN PRIVATE KEY----- or ${VARIABLE}'}
            autoComplete="off"
            spellCheck={false}
            value={stored ? '' : form.authPrivateKey}
            onChange={(event) => onFormChange({ authPrivateKey: event.target.value })}
          />
        )}
      </Field>
      {form.authPrivateKey !== '' && (
        <Field id={`${FORM_ID}-authAlgorithm`} label="It signs with">
          {(control) => (
            <Select
              {...control}
              className="w-full"
              value={form.authAlgorithm}
              options={SIGNING_ALGORITHMS.map((value) => ({ value, label: value }))}
              onValueChange={(authAlgorithm) => onFormChange({ authAlgorithm })}
            />
          )}
        </Field>
      )}
    </>
  )
}
