import { describe, expect, it } from 'vitest'
import { type FileState, mergeFiles, nextFileState } from './file-state'
import type { FileReading } from './files'

const at = '2026-11-22T00:00:00.000Z'
const text = (text: string): FileReading => ({ kind: 'read', text, modifiedAt: at })
const one = text('servers:\n  one: { command: x }\n')
const two = text('servers:\n  one: { command: x }\n  two: { command: y }\n')
const broken = text('servers:\n  one: {')
const partly = text('servers:\n  one: { command: x }\n  bad: { command: x, url: http://y }\n')
const missing: FileReading = { kind: 'missing' }
const refused: FileReading = { kind: 'refused', message: 'It is a folder' }

const parts = { variables: () => undefined }

function after(...readings: FileReading[]): FileState {
  return readings.reduce<FileState | undefined>(
    (state, reading) => nextFileState({ path: '/a.yaml' }, reading, parts, state),
    undefined,
  )!
}
const names = (state: FileState) => state.candidates.map(({ spec }) => spec.name)

describe('a configuration file', () => {
  it('serves what it declares', () => {
    expect(after(one)).toMatchObject({ valid: true, problems: [] })
    expect(names(after(one, two))).toEqual(['one', 'two'])
  })

  it.each([
    ['is broken', broken],
    ['declares a server wrongly', partly],
    ['can’t be read', refused],
    ['is emptied in the first step of a save', text('')],
  ])('keeps its last good state while it %s, and says why', (_, reading) => {
    const state = after(two, reading)
    expect(names(state)).toEqual(['one', 'two'])
    expect(state.valid).toBe(false)
    expect(state.problems[0]).toMatchObject({ severity: 'error', place: '/a.yaml' })
    expect(names(after(two, reading, reading, one))).toEqual(['one'])
  })

  it('takes its servers along when it goes', () => {
    expect(after(two, missing)).toMatchObject({ valid: true, candidates: [], problems: [] })
    expect(names(after(two, broken, missing, broken))).toEqual([])
  })

  it('serves what is right in it at the first look, for there is no better state', () => {
    expect(after(partly)).toMatchObject({ valid: false, hasBeenValid: false })
    expect(names(after(partly))).toEqual(['one'])
    expect(names(after(partly, two, partly))).toEqual(['one', 'two'])
  })

  it('keeps what it set about discovery while it is broken, and lets go of it with the file', () => {
    const set = text('servers: {}\ndiscovery: { dns: { domains: [a.example] } }\n')
    const half = text('servers:\n  bad: 1\ndiscovery: { dns: {} }\n')
    expect(after(set, broken).settings?.values).toEqual({ dns: { domains: ['a.example'] } })
    expect(after(half).settings?.values).toEqual({ dns: {} })
    expect(after(set, missing)).not.toHaveProperty('settings')
    expect(after(set, one)).not.toHaveProperty('settings')
  })

  it('in a folder declares servers whose scope is the folder', () => {
    const state = nextFileState({ path: '/d/a.yaml', folder: '/d' }, one, parts)
    expect(state.candidates[0]?.origin).toEqual({ place: '/d/a.yaml', line: 2, scope: '/d' })
  })

  it('is not parsed again while its text is the same', () => {
    const before = after(two)
    expect(nextFileState({ path: '/a.yaml' }, two, parts, before).candidates).toBe(before.candidates)
  })
})

describe('several files', () => {
  const file = (path: string, reading: FileReading) => nextFileState({ path }, reading, parts)

  it('are one list; the first to declare a name has it, and the others are told', () => {
    const merged = mergeFiles([file('/a.yaml', one), file('/b.yaml', two)])
    expect(merged.candidates.map(({ spec, origin }) => [spec.name, origin?.place])).toEqual([
      ['one', '/a.yaml'],
      ['two', '/b.yaml'],
    ])
    expect(merged.problemsOf.get('/b.yaml')).toEqual([
      {
        severity: 'warning',
        message: 'one is declared in /a.yaml, line 2 already, which comes first; this one is not used',
        server: 'one',
        place: '/b.yaml',
        line: 2,
      },
    ])
    expect(merged.problemsOf.get('/a.yaml')).toEqual([])
  })

  it('name those that could not be read since the start, so that what is stored of them stays', () => {
    expect(
      mergeFiles([file('/a.yaml', one), file('/b.yaml', broken), file('/c.yaml', missing)]).unreadable,
    ).toEqual(['/b.yaml'])
    expect(mergeFiles([after(one, broken)]).unreadable).toEqual([])
  })
})
