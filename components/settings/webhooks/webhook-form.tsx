'use client'
import { type SyntheticEvent, useId, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { focusFirstError } from '@/components/ui/focus-first-error'
import { Input } from '@/components/ui/input'
import { optionsOf } from '@/components/ui/options'
import { Select } from '@/components/ui/select'
import { WEBHOOK_FORMATS, type WebhookView } from '@/lib/domain/webhook'
import { Field } from '../field'
import { EventChoice } from './event-choice'
import { useWebhookActions } from './use-webhooks'
import { type DraftErrors, draftOf, isSame, readDraft, type WebhookDraft } from './webhook-draft'

const FORMAT_WORDS = { json: 'JSON, for a program', slack: 'Slack message' } as const

interface WebhookFormProps {
  /** Undefined for a new one. */
  webhook: WebhookView | undefined
  onDirtyChange: (isDirty: boolean) => void
  /** With the secret, which is told this once. */
  onAdded: (secret: string) => void
  onDone: () => void
}

export function WebhookForm({ webhook, onDirtyChange, onAdded, onDone }: WebhookFormProps) {
  const id = useId()
  const [start] = useState(() => draftOf(webhook))
  const [draft, setDraft] = useState(start)
  const [isTried, setIsTried] = useState(false)
  const { add, change } = useWebhookActions()
  const read = readDraft(draft, webhook)
  const errors: DraftErrors = isTried && 'errors' in read ? read.errors : {}
  const isBusy = add.isPending || change.isPending
  const failure = add.error ?? change.error

  const edit = (part: Partial<WebhookDraft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    onDirtyChange(!isSame(next, start))
  }
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    setIsTried(true)
    if ('errors' in read) {
      focusFirstError(event.currentTarget)
      return
    }
    if (webhook) {
      const onSuccess = () => {
        toast.success('The webhook is saved')
        onDone()
      }
      const { secret, ...value } = read.value
      change.mutate({ id: webhook.id, ...value, ...(secret !== undefined && { secret }) }, { onSuccess })
    } else add.mutate(read.value, { onSuccess: ({ secret }) => onAdded(secret) })
  }
  const about = (field: keyof DraftErrors, hasHint = false) => ({
    id: `${id}-${field}`,
    'aria-invalid': errors[field] !== undefined,
    'aria-describedby':
      [hasHint && `${id}-${field}-hint`, errors[field] && `${id}-${field}-error`].filter(Boolean).join(' ') ||
      undefined,
    autoComplete: 'off',
    spellCheck: false,
  })

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col gap-5">
      <Field id={`${id}-title`} label="Name" error={errors.title}>
        <Input
          {...about('title')}
          value={draft.title}
          onChange={(event) => edit({ title: event.target.value })}
          placeholder="On-call channel"
        />
      </Field>
      <Field
        id={`${id}-url`}
        label="Address"
        hint={
          webhook
            ? 'Its path is hidden, since who knows it can write there. Leave it to keep it, or give a whole new one.'
            : 'Kept sealed, and shown without its path. Addresses of your own network must be in PORTOLAN_PRIVATE_ADDRESSES.'
        }
        error={errors.url}
      >
        <Input
          {...about('url', true)}
          value={draft.url}
          onChange={(event) => edit({ url: event.target.value })}
          inputMode="url"
          placeholder="https://hooks.slack.com/services/…"
        />
      </Field>
      <Field id={`${id}-format`} label="Written as">
        <Select
          id={`${id}-format`}
          className="w-full"
          value={draft.format}
          options={optionsOf(WEBHOOK_FORMATS, FORMAT_WORDS)}
          onValueChange={(format) => edit({ format })}
        />
      </Field>
      <EventChoice
        isEverything={draft.isEverything}
        events={draft.events}
        error={errors.events}
        onChange={edit}
      />
      <Field
        id={`${id}-tags`}
        label="Only of servers with one of these tags"
        hint="Separated by commas; empty is all servers. What concerns no server is then not told."
        error={errors.tags}
      >
        <Input
          {...about('tags', true)}
          value={draft.tags}
          onChange={(event) => edit({ tags: event.target.value })}
          placeholder="production, payments"
        />
      </Field>
      <Field
        id={`${id}-secret`}
        label={webhook ? 'New secret' : 'Secret'}
        hint={
          webhook
            ? 'Leave it empty to keep the one that signs now.'
            : 'Signs each delivery. Leave it empty and one is made, which is shown once.'
        }
        error={errors.secret}
      >
        <Input
          {...about('secret', true)}
          type="password"
          autoComplete="new-password"
          value={draft.secret}
          onChange={(event) => edit({ secret: event.target.value })}
        />
      </Field>
      <div className="bg-popover sticky -bottom-4 z-10 -mx-4 mt-auto -mb-4 grid gap-2 border-t px-4 py-3">
        {failure && (
          <p role="alert" className="text-bad text-sm wrap-anywhere">
            {failure.message}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={isBusy || (webhook && isSame(draft, start))}>
            {webhook ? 'Save' : 'Add webhook'}
          </Button>
        </div>
      </div>
    </form>
  )
}
