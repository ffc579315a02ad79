import { listWords } from '@/components/ui/number-words'
import type { Look } from '@/components/ui/state-look'
import { type Delivery, WEBHOOK_EVENTS, type WebhookView } from '@/lib/domain/webhook'

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

export interface EventChoice {
  id: string
  title: string
  /** Two where one event stands for one server, and the other for many at once. */
  kinds: readonly WebhookEvent[]
}

/** What can be told, as a person chooses it. */
export const EVENT_CHOICES: readonly EventChoice[] = [
  { id: 'opened', title: 'An incident opens', kinds: ['incident-opened', 'incident-group-opened'] },
  { id: 'closed', title: 'An incident is over', kinds: ['incident-closed', 'incident-group-closed'] },
  { id: 'verdict', title: 'A verdict changes', kinds: ['verdict-changed'] },
  { id: 'breaker', title: 'Calls to a server are refused, or let through again', kinds: ['breaker-changed'] },
  { id: 'sign-in', title: 'A sign-in changes', kinds: ['authorization-changed'] },
  { id: 'tool', title: 'A tool becomes another one', kinds: ['tool-drifted'] },
  { id: 'added', title: 'A server is added', kinds: ['server-added'] },
  { id: 'changed', title: 'A server is changed', kinds: ['server-changed'] },
  { id: 'removed', title: 'A server is removed', kinds: ['server-removed'] },
  { id: 'held', title: 'Servers wait for approval', kinds: ['held-changed'] },
  { id: 'source', title: 'A source was read', kinds: ['source-ran'] },
  { id: 'config', title: 'A configuration is rejected', kinds: ['config-rejected'] },
  { id: 'maintenance', title: 'A maintenance window changes', kinds: ['maintenance-changed'] },
]

/** Kinds with those of a choice added or taken away, in the order in which they are declared. */
export function withChoice(
  events: readonly WebhookEvent[],
  { kinds }: EventChoice,
  isChosen: boolean,
): WebhookEvent[] {
  return WEBHOOK_EVENTS.filter((kind) => (kinds.includes(kind) ? isChosen : events.includes(kind)))
}

/** Which events it is told of, in a few words. */
export function eventsWords(events: readonly WebhookEvent[]): string {
  if (events.length === 0) return 'Everything'
  const chosen = EVENT_CHOICES.filter(({ kinds }) => kinds.some((kind) => events.includes(kind)))
  return listWords(chosen.map(({ title }, index) => (index === 0 ? title : lowerFirst(title))))
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

/** How it fares, by what waits and by its newest attempt. */
export function webhookLook({ enabled, waiting, last }: WebhookView): Look {
  if (!enabled) return { word: 'Off', tone: 'off', shape: 'square' }
  if (last && last.state !== 'delivered') return { word: 'Failing', tone: 'bad', shape: 'cross' }
  if (waiting > 0) return { word: 'Sending', tone: 'busy', shape: 'arc' }
  if (!last) return { word: 'Nothing sent yet', tone: 'off', shape: 'ring' }
  return { word: 'Delivering', tone: 'ok', shape: 'disc' }
}

export const DELIVERY_LOOKS: Record<Delivery['state'], Look> = {
  waiting: { word: 'Waiting', tone: 'warn', shape: 'triangle' },
  delivered: { word: 'Delivered', tone: 'ok', shape: 'disc' },
  dead: { word: 'Given up', tone: 'bad', shape: 'cross' },
}

/** `incident-group-opened` as words. */
export function kindWords(kind: string): string {
  const words = kind.replaceAll('-', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
