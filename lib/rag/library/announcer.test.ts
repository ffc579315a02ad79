import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { AppEvent } from '@/lib/domain/event'
import { type Announced, Announcer } from './announcer'

const ID = '6f0b1a5c-0000-4000-8000-000000000001'
const COLLECTION = '6f0b1a5c-0000-4000-8000-000000000002'

function setUp() {
  const clock = new FakeClock()
  const said: AppEvent[] = []
  const announcer = new Announcer({ clock, bus: { publish: (...events) => void said.push(...events) } })
  const states = () => said.map((event) => ('state' in event ? event.state : event.kind))
  return { clock, announcer, said, states }
}

const document = (state: Announced['state'], title: string | null = null): Announced => ({
  ...{ id: ID, collection: COLLECTION, name: 'guide.md', title, state, progress: null },
})

describe('Announcer', () => {
  it('tells of a document at once, then at most once a second, and of its end in any case', () => {
    const { clock, announcer, states } = setUp()
    announcer.changed(document('queued'))
    announcer.changed(document('extracting'))
    announcer.changed(document('ready'))
    expect(states()).toEqual(['queued'])
    clock.advance(1_000)
    expect(states()).toEqual(['queued', 'ready'])
    clock.advance(5_000)
    announcer.changed(document('queued'))
    expect(states()).toEqual(['queued', 'ready', 'queued'])
  })

  it('says nothing of a document after its end', () => {
    const { clock, announcer, states } = setUp()
    announcer.changed(document('queued'))
    announcer.changed(document('ready'))
    announcer.removed(document('ready'))
    clock.advance(5_000)
    expect(states()).toEqual(['queued', 'document-removed'])
  })

  it('tells of each collection for itself, and calls a document what it calls itself', () => {
    const { announcer, said } = setUp()
    announcer.collectionChanged(COLLECTION)
    announcer.collectionChanged(COLLECTION)
    announcer.changed(document('ready', 'The guide'))
    expect(said).toEqual([
      { kind: 'collection-changed', collection: COLLECTION },
      expect.objectContaining({ kind: 'document-changed', title: 'The guide' }),
    ])
  })
})
