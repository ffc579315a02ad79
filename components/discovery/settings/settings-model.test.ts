import { describe, expect, it } from 'vitest'
import type { Draft } from '@/components/ui/schema-form/draft'
import type { SourceView } from '@/lib/domain/discovery'
import {
  changeOf,
  draftOf,
  effectWords,
  isEdited,
  refusalsOf,
  settingFields,
  withEdit,
} from './settings-model'

const HIDDEN = '••••••••'

const source = {
  id: 'http',
  title: 'HTTP',
  state: 'idle',
  counts: { servers: 3, shadowed: 0, held: 0, refused: 0, stale: 0 },
  settings: {
    schema: {
      type: 'object',
      required: ['enabled', 'newServers', 'urls'],
      properties: {
        enabled: { type: 'boolean', default: true, title: 'Enabled' },
        newServers: { type: 'string', enum: ['enabled', 'disabled', 'held'], default: 'enabled' },
        urls: { type: 'array', items: { type: 'string', minLength: 1 }, default: [] },
        kinds: { type: 'array', items: { type: 'string', enum: ['a', 'b', 'c'] }, default: [] },
        seconds: { type: 'integer', minimum: 10, default: 300 },
        selector: { type: 'string', default: '' },
        token: { type: 'string', writeOnly: true },
      },
    },
    values: {
      enabled: true,
      newServers: 'enabled',
      urls: ['https://a.example'],
      kinds: ['a'],
      seconds: 300,
      selector: 'app=x',
      token: HIDDEN,
    },
    layers: { urls: 'page' },
  },
} as unknown as SourceView

const fields = settingFields(source)
const value = (draft: Draft) => ({ kind: 'value', draft }) as const
const list = (...texts: string[]) =>
  value({ kind: 'list', items: texts.map((text, id) => ({ id, value: text })) })
const field = (name: string) => {
  const found = fields.find((each) => each.name === name)
  if (!found) throw new Error(`There is no field ${name}`)
  return found
}

describe('the fields of a source’s settings', () => {
  it('come from its schema, with lists of choices as boxes and secrets unseen', () => {
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(source.settings.values))
    expect(field('kinds').field.kind).toBe('choices')
    expect(field('token').field).toMatchObject({ kind: 'string', format: 'password' })
  })

  it('are none where no form can be made of the schema', () => {
    const without = { ...source, settings: { ...source.settings, schema: {} } }
    expect(settingFields(without)).toEqual([])
  })

  it('show what applies now until it is edited', () => {
    expect(draftOf(source, field('selector'), {})).toBe('app=x')
    expect(draftOf(source, field('selector'), { selector: value('app=y') })).toBe('app=y')
  })
})

describe('what saving sends', () => {
  it('is only what differs from what applies now', () => {
    const edits = { enabled: value(true), seconds: value('60'), token: value(HIDDEN) }
    expect(changeOf(source, fields, edits)).toEqual({ settings: { seconds: 60 }, errors: {} })
  })

  it('is nothing where an edit was typed back', () => {
    expect(isEdited(source, fields, { selector: value('app=x'), urls: list('https://a.example') })).toBe(
      false,
    )
  })

  it('is null for what is taken back', () => {
    expect(changeOf(source, fields, { urls: { kind: 'take-back' } }).settings).toEqual({ urls: null })
  })

  it('is an empty value where a list or a text was emptied', () => {
    const edits = { urls: list(), selector: value(''), kinds: value(undefined) }
    expect(changeOf(source, fields, edits).settings).toEqual({ urls: [], selector: '', kinds: [] })
  })

  it('takes back a number whose field was emptied', () => {
    expect(changeOf(source, fields, { seconds: value('') }).settings).toEqual({ seconds: null })
  })

  it('says at the field what can’t be sent', () => {
    const { errors } = changeOf(source, fields, { seconds: value('5'), urls: list('https://a.example', '') })
    expect(errors).toEqual({ '/seconds': 'Must be 10 or more', '/urls/1': 'Required' })
  })

  it('is as before once an edit is dropped', () => {
    const edits = withEdit({ seconds: value('60') }, 'seconds', undefined)
    expect(edits).toEqual({})
    expect(withEdit(edits, 'seconds', value('70'))).toEqual({ seconds: value('70') })
  })
})

describe('what a change will do', () => {
  it('says that servers leave when a source is switched off, and how many', () => {
    expect(effectWords(source, { enabled: false, seconds: 60 })).toEqual([
      'It is switched off: 3 servers leave the registry.',
    ])
  })

  it('says what becomes of new servers, and that those that are there stay', () => {
    expect(effectWords(source, { newServers: 'held' })[0]).toContain('waits on the Held tab')
  })

  it('says when it is read again', () => {
    expect(effectWords(source, { seconds: 60 })[0]).toContain('read again at once')
    expect(effectWords({ ...source, state: 'paused' }, { seconds: 60 })[0]).toContain('stays paused')
    expect(effectWords(source, { enabled: true, urls: [] })).toEqual(['It is switched on and read at once.'])
  })

  it('says nothing where nothing changes', () => {
    expect(effectWords(source, {})).toEqual([])
  })
})

describe('refusals of the API', () => {
  it('go to the field that they are about, also inside a list', () => {
    const issues = [
      { path: 'urls.0', message: 'Write a whole address' },
      { path: 'settings.seconds', message: 'Too small' },
    ]
    expect(refusalsOf({ issues })).toEqual({ '/urls/0': 'Write a whole address', '/seconds': 'Too small' })
  })

  it.each([undefined, {}, { issues: 'no' }, { issues: [null, 3, { path: 5 }] }])(
    'are none in %j',
    (details) => {
      expect(refusalsOf(details)).toEqual({})
    },
  )
})
