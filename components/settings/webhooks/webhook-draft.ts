import { type Webhook, webhookSchema, type WebhookView } from '@/lib/domain/webhook'
import type { WebhookEvent } from './webhook-words'

/** A webhook as it is typed. */
export interface WebhookDraft {
  title: string
  url: string
  format: Webhook['format']
  isEverything: boolean
  events: WebhookEvent[]
  /** Separated by commas. */
  tags: string
  /** Empty: made for a new one, kept for one that is there. */
  secret: string
}

export type DraftErrors = Partial<Record<keyof WebhookDraft, string>>

/** Of a new one: what wakes people, and nothing else. */
const FIRST_EVENTS: WebhookEvent[] = [
  'incident-opened',
  'incident-closed',
  'incident-group-opened',
  'incident-group-closed',
]

export function draftOf(webhook: WebhookView | undefined): WebhookDraft {
  if (!webhook) {
    return {
      title: '',
      url: '',
      format: 'json',
      isEverything: false,
      events: FIRST_EVENTS,
      tags: '',
      secret: '',
    }
  }
  const { title, url, format, events, tags } = webhook
  return {
    ...{ title, url, format, secret: '' },
    isEverything: events.length === 0,
    events: events.length === 0 ? FIRST_EVENTS : events,
    tags: tags.join(', '),
  }
}

/** What is sent, or what is wrong with each field. An address that is still shown hidden is not judged. */
export function readDraft(
  draft: WebhookDraft,
  webhook: WebhookView | undefined,
): { value: Webhook } | { errors: DraftErrors } {
  const isHidden = webhook !== undefined && draft.url === webhook.url
  const read = webhookSchema.safeParse({
    title: draft.title,
    url: isHidden ? 'https://hidden.invalid/' : draft.url,
    format: draft.format,
    enabled: webhook?.enabled ?? true,
    events: draft.isEverything ? [] : draft.events,
    tags: tagsIn(draft.tags),
    ...(draft.secret !== '' && { secret: draft.secret }),
  })
  const errors: DraftErrors = {}
  for (const { path } of read.error?.issues ?? []) {
    const field = path[0] as keyof typeof WORDS // a field of that very schema
    errors[field] ??= WORDS[field]
  }
  // No event at all would mean all of them.
  if (!draft.isEverything && draft.events.length === 0) errors.events = 'Choose at least one, or everything'
  if (!read.success || Object.keys(errors).length > 0) return { errors }
  return { value: { ...read.data, url: isHidden ? draft.url : read.data.url } }
}

export function isSame(one: WebhookDraft, other: WebhookDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function tagsIn(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim())
  return [...new Set(tags.filter(Boolean))]
}

const WORDS = {
  title: 'Give it a name, of 200 characters at most',
  url: 'Give a whole address that starts with http:// or https://',
  format: 'Choose one',
  events: 'Choose at least one, or everything',
  tags: 'A tag has at most 64 characters',
  secret: 'Take 16 to 200 characters',
} as const
