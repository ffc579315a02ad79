import { describe, expect, it } from 'vitest'
import { KINDS } from './objects/kinds'
import { ObjectStore } from './object-store'

const SERVICES = KINDS.find(({ id }) => id === 'services')!

function object(name: string, version: number, labels: object = { 'mcp-server': 'true' }) {
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: String(version),
      labels,
      managedFields: [{ manager: 'kubectl' }],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', kept: 'yes' },
    },
  }
}

function store() {
  let changes = 0
  const made = new ObjectStore(SERVICES, () => changes++)
  const list = (...objects: object[]) =>
    made.replace(objects.map((one) => made.sift(one)).filter((one) => one !== undefined))
  return { made, list, changes: () => changes, entries: () => [...made.entries()] }
}

const read = { candidates: [], problems: [] }

describe('what is kept of a kind', () => {
  it('is what may declare a server, without what nobody reads', () => {
    const { list, entries } = store()
    list(object('one', 1), object('other', 2, { app: 'other' }))
    expect(entries().map(({ object }) => object)).toEqual([
      { metadata: expect.objectContaining({ name: 'one', annotations: { kept: 'yes' } }) as unknown },
    ])
    expect(entries()[0]!.object).not.toHaveProperty('metadata.managedFields')
  })

  it('is read again only when it has changed', () => {
    const { made, list, entries, changes } = store()
    list(object('one', 1), object('two', 1))
    for (const entry of entries()) entry.reading = read
    list(object('one', 1), object('two', 2))
    made.put(object('one', 1))
    expect(entries().map(({ reading }) => reading)).toEqual([read, undefined])
    expect(changes()).toBe(2)
  })

  it('is read again when what stands beside it has changed', () => {
    const { made, list, entries } = store()
    list(object('one', 1))
    entries()[0]!.reading = read
    made.invalidate('default/none')
    expect(entries()[0]!.reading).toBe(read)
    made.invalidate('default/one')
    expect(entries()[0]!.reading).toBeUndefined()
  })

  it('goes when the object goes, or is one of ours no more, or another list lacks it', () => {
    const { made, list, entries, changes } = store()
    list(object('one', 1), object('two', 1), object('three', 1))
    made.remove(object('one', 2))
    made.put(object('two', 2, {}))
    expect(entries()).toHaveLength(1)
    list()
    expect(entries()).toHaveLength(0)
    expect(changes()).toBe(4)
  })

  it('is no news when nothing changed', () => {
    const { made, list, changes } = store()
    list(object('one', 1))
    list(object('one', 1))
    made.remove(object('none', 1))
    made.put(object('plain', 1, {}))
    expect(changes()).toBe(1)
  })

  it('is another object when it was deleted and made anew', () => {
    const { list, entries } = store()
    list(object('one', 1))
    const before = entries()[0]
    list({ metadata: { ...object('one', 1).metadata, uid: 'another' } })
    expect(entries()[0]).not.toBe(before)
  })
})
