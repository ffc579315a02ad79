import { describe, expect, it } from 'vitest'
import { WEBHOOK_EVENTS, type WebhookView } from '@/lib/domain/webhook'
import { EVENT_CHOICES, eventsWords, kindWords, webhookLook, withChoice } from './webhook-words'

const delivery = {
  ...{ id: '00000000-0000-4000-8000-000000000001', event: 'server-added', server: 'files', attempts: 1 },
  ...{
    createdAt: '2026-11-22T00:00:00.000Z',
    nextAt: null,
    isHeldBack: false,
    status: 200,
    error: null,
    durationMs: 1,
  },
} as const
const webhook = (part: Partial<WebhookView>): WebhookView => ({
  ...{
    id: delivery.id,
    title: 'Ops',
    url: 'https://example.test/',
    format: 'json',
    enabled: true,
    events: [],
    tags: [],
  },
  ...{ createdAt: delivery.createdAt, waiting: 0, dead: 0, dropped: 0, last: null, ...part },
})

describe('the choices of events', () => {
  it('cover each kind once', () => {
    expect(EVENT_CHOICES.flatMap(({ kinds }) => kinds).sort()).toEqual([...WEBHOOK_EVENTS].sort())
  })

  it('take what is told of one server and of many together', () => {
    const [opened] = EVENT_CHOICES
    const events = withChoice(['server-added'], opened!, true)
    expect(events).toEqual(['incident-opened', 'incident-group-opened', 'server-added'])
    expect(withChoice(events, opened!, false)).toEqual(['server-added'])
  })

  it('are told in a few words', () => {
    expect(eventsWords([])).toBe('Everything')
    expect(eventsWords(['incident-opened', 'incident-group-opened', 'server-added'])).toBe(
      'An incident opens and a server is added',
    )
  })

  it('has words for each kind', () => {
    expect(kindWords('incident-group-opened')).toBe('Incident group opened')
  })
})

describe('a webhook', () => {
  it('is called failing while its newest attempt has failed, whatever waits', () => {
    expect(webhookLook(webhook({ last: { ...delivery, state: 'waiting' }, waiting: 3 })).word).toBe('Failing')
    expect(webhookLook(webhook({ last: { ...delivery, state: 'dead' } })).word).toBe('Failing')
    expect(webhookLook(webhook({ last: { ...delivery, state: 'delivered' }, waiting: 3 })).word).toBe(
      'Sending',
    )
    expect(webhookLook(webhook({ last: { ...delivery, state: 'delivered' }, dead: 3 })).word).toBe(
      'Delivering',
    )
    expect(webhookLook(webhook({})).word).toBe('Nothing sent yet')
    expect(webhookLook(webhook({ enabled: false, waiting: 3 })).word).toBe('Off')
  })
})
