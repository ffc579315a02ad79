import { describe, expect, it } from 'vitest'
import { HIDDEN } from '@/lib/domain/endpoint'
import { mergeForms, withTheirs } from './conflict'
import { EMPTY_FORM, type ServerForm } from './form-model'

const base: ServerForm = { ...EMPTY_FORM, name: 'a', title: 'Old', tags: ['x'] }

describe('an edit that somebody else has overtaken', () => {
  it('keeps both changes when they are of different fields', () => {
    const merged = mergeForms(base, { ...base, title: 'Mine' }, { ...base, tags: ['y'] })
    expect(merged).toEqual({ form: { ...base, title: 'Mine', tags: ['y'] }, conflicts: [] })
  })

  it('asks where both changed the same field, and mine stands until then', () => {
    const mine = { ...base, title: 'Mine' }
    const theirs = { ...base, title: 'Theirs' }
    const merged = mergeForms(base, mine, theirs)
    expect(merged.conflicts).toEqual([{ field: 'title', label: 'Title', mine: 'Mine', theirs: 'Theirs' }])
    expect(merged.form.title).toBe('Mine')
    expect(withTheirs(merged.form, theirs, ['title']).title).toBe('Theirs')
  })

  it('does not ask when both made the same change', () => {
    const same = { ...base, title: 'Same' }
    expect(mergeForms(base, same, { ...same }).conflicts).toEqual([])
  })

  it('does not take the rows of a list for a change', () => {
    const env = (id: number) => [{ id, key: 'A', value: HIDDEN }]
    const mine = { ...base, env: env(1), title: 'Mine' }
    expect(mergeForms({ ...base, env: env(1) }, mine, { ...base, env: env(7) }).conflicts).toEqual([])
  })

  it('never shows a secret that was typed', () => {
    const start = { ...base, env: [{ id: 1, key: 'A', value: HIDDEN }] }
    const mine = { ...start, env: [{ id: 1, key: 'A', value: 'hunter2' }] }
    const theirs = { ...start, env: [] }
    expect(mergeForms(start, mine, theirs).conflicts).toEqual([
      { field: 'env', label: 'Environment', mine: 'A as typed', theirs: 'nothing' },
    ])
    const client = { ...base, authClientSecret: HIDDEN }
    const typed = { ...client, authClientSecret: 'hunter2' }
    expect(mergeForms(client, typed, { ...client, authClientSecret: '' }).conflicts).toEqual([
      { field: 'authClientSecret', label: 'Client secret', mine: 'as typed', theirs: 'nothing' },
    ])
  })
})
