import { describe, expect, it } from 'vitest'
import type { WebhookView } from '@/lib/domain/webhook'
import { draftOf, isSame, readDraft } from './webhook-draft'

const webhook: WebhookView = {
  ...{ id: '00000000-0000-4000-8000-000000000001', title: 'Ops', url: 'https://hooks.test/••••••••' },
  ...{ format: 'slack', enabled: false, events: ['server-added'], tags: ['a', 'b'] },
  ...{ createdAt: '2026-11-22T00:00:00.000Z', waiting: 0, dead: 0, dropped: 0, last: null },
}

describe('a draft of a webhook', () => {
  it('asks for a name and an address', () => {
    const read = readDraft(draftOf(undefined), undefined)
    expect(read).toEqual({
      errors: {
        title: 'Give it a name, of 200 characters at most',
        url: 'Give a whole address that starts with http:// or https://',
      },
    })
  })

  it('tells incidents, single and of many, unless told otherwise', () => {
    const read = readDraft({ ...draftOf(undefined), title: 'Ops', url: 'https://hooks.test/x' }, undefined)
    expect(read).toMatchObject({
      value: {
        events: ['incident-opened', 'incident-closed', 'incident-group-opened', 'incident-group-closed'],
        tags: [],
        enabled: true,
      },
    })
  })

  it('keeps an address that is shown hidden, and whether it is on', () => {
    const draft = draftOf(webhook)
    expect(readDraft(draft, webhook)).toEqual({
      value: {
        ...{ title: 'Ops', url: webhook.url, format: 'slack', enabled: false },
        ...{ events: ['server-added'], tags: ['a', 'b'] },
      },
    })
  })

  it('does not take no event for every event', () => {
    const read = readDraft({ ...draftOf(webhook), events: [] }, webhook)
    expect(read).toEqual({ errors: { events: 'Choose at least one, or everything' } })
    expect(readDraft({ ...draftOf(webhook), isEverything: true }, webhook)).toMatchObject({
      value: { events: [] },
    })
  })

  it('reads tags as they are typed, each once', () => {
    expect(readDraft({ ...draftOf(webhook), tags: ' a ,, b,a' }, webhook)).toMatchObject({
      value: { tags: ['a', 'b'] },
    })
  })

  it('refuses a secret that is short', () => {
    expect(readDraft({ ...draftOf(webhook), secret: 'short' }, webhook)).toEqual({
      errors: { secret: 'Take 16 to 200 characters' },
    })
  })

  it('knows whether anything was changed', () => {
    expect(isSame(draftOf(webhook), draftOf(webhook))).toBe(true)
    expect(isSame(draftOf(webhook), { ...draftOf(webhook), title: 'Other' })).toBe(false)
  })
})
