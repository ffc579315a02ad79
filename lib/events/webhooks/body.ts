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

/** The text of the request: the same for the same notice, since it is signed. */
export function bodyOf(notice: Notice, format: Webhook['format']): string {
  const text = textOf(notice.event)
  switch (format) {
    case 'json':
      return JSON.stringify({ ...notice, text })
    case 'slack':
      return JSON.stringify({ text: escapeForSlack(text) })
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
