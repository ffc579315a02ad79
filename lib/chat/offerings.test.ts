import { describe, expect, it } from 'vitest'
import { fleet } from '@/e2e/fixtures/scripted-fleet'
import type { Connection } from '@/lib/domain/connection'
import { Offerings, type OfferingsOptions } from './offerings'

const NEVER = new AbortController().signal
const READY: Connection = {
  ...{ kind: 'ready', since: new Date(0).toISOString(), era: 'modern', protocolVersion: '2026-07-28' },
  ...{ serverInfo: { name: 'notes', version: '1' }, capabilities: { resources: {}, prompts: {} } },
}
const QUERY = { q: '', server: undefined, tag: undefined, limit: 20 }

function offerings(limitOfTemplates = 1): Offerings {
  const { servers, pool } = fleet({
    notes: { state: READY },
    away: { state: { kind: 'idle', since: new Date(0).toISOString() } },
  })
  const listedAt = new Date(0).toISOString()
  const templates = Array.from({ length: limitOfTemplates }, (_, at) => ({
    uriTemplate: `note://{place}/{day}/${at}`,
    name: 'day',
    title: 'Notes of a day',
  }))
  const items = [
    { uri: 'note://today', name: 'today' },
    { uri: 'note://fees', name: 'fees', description: 'What a day in the harbour costs' },
  ]
  const own: Partial<OfferingsOptions['pool']> = {
    resources: () => Promise.resolve({ items, templates, listedAt }),
    prompts: () => Promise.resolve({ items: [{ name: 'greet' }], listedAt }),
  }
  return new Offerings({ servers, pool: { ...pool, ...own } as OfferingsOptions['pool'] })
}

describe('what servers offer to a question', () => {
  it('are resources and their templates, those that fit the words', async () => {
    const { items, templates, searched, unlisted } = await offerings().findResources(
      { ...QUERY, q: 'day' },
      NEVER,
    )
    expect(items.map(({ resource }) => resource.name)).toEqual(['today', 'fees'])
    expect(templates).toEqual([
      {
        server: 'notes',
        template: { uriTemplate: 'note://{place}/{day}/0', name: 'day', title: 'Notes of a day' },
      },
    ])
    expect([searched, unlisted]).toEqual([{ items: 3, servers: 1 }, 1])
    expect((await offerings().findResources({ ...QUERY, q: 'place' }, NEVER)).templates).toHaveLength(1)
    expect((await offerings().findResources({ ...QUERY, q: 'harbour' }, NEVER)).templates).toEqual([])
  })

  it('are so many resources at most, and so many templates beside them', async () => {
    const { items, templates } = await offerings(30).findResources({ ...QUERY, limit: 1 }, NEVER)
    expect([items.length, templates.length]).toEqual([1, 1])
  })

  it('are prompts', async () => {
    expect((await offerings().findPrompts(QUERY, NEVER)).items).toEqual([
      { server: 'notes', prompt: { name: 'greet' } },
    ])
  })
})
