import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Webhook } from '@/lib/domain/webhook'
import { sentenceOf } from './sentence'

/** What is told to a receiver. */
export interface Notice {
  /** Of the delivery: the same in each attempt, so that a receiver knows a repetition. */
  id: string
  /** Number of the event in the feed, which rises; 0 for a test. */
  sequence: number
  /** When it happened. */
  at: string
  event: AppEvent | { kind: 'test' }
}

export const TEST_TEXT =
  'Portolan can reach this webhook. Nothing has happened; somebody pressed “Send a test”.'

/** The text of the request. With the origin under which Portolan is found, it says where to read more. */
export function bodyOf(notice: Notice, format: Webhook['format'], origin?: string): string {
  const text = textOf(notice.event)
  const link = origin === undefined ? undefined : `${origin}${pathOf(notice.event)}`
  switch (format) {
    case 'json':
      return JSON.stringify({ ...notice, text, ...(link !== undefined && { link }) })
    case 'slack':
      return JSON.stringify({ text: escapeForSlack(text) + (link === undefined ? '' : ` <${link}|Open>`) })
  }
}

/** The page that has more of it. */
function pathOf(event: Notice['event']): string {
  if ('incident' in event) return `/health/incidents/${event.incident}`
  if ('name' in event && event.kind !== 'server-removed') return `/servers/${encodeURIComponent(event.name)}`
  switch (event.kind) {
    case 'incident-group-opened':
    case 'incident-group-closed':
      return '/health?tab=incidents'
    case 'maintenance-changed':
      return '/health?tab=maintenance'
    case 'source-ran':
    case 'held-changed':
      return '/discovery'
    case 'config-rejected':
      return '/config'
    default:
      return '/'
  }
}

function textOf(event: Notice['event']): string {
  if (event.kind === 'test') return TEST_TEXT
  return sentenceOf(event) ?? event.kind
}

/** `&`, `<` and `>` would begin Slack's own marks: a link, a mention of everybody. */
function escapeForSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
