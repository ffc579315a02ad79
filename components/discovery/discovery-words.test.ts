import { describe, expect, it } from 'vitest'
import { NO_COUNTS, type SourcePart, type SourceView } from '@/lib/domain/discovery'
import {
  changeWords,
  heldKey,
  overallLook,
  partsInOrder,
  partsWords,
  resultWords,
  runLook,
  sourceLook,
  titleOf,
} from './discovery-words'

const part = (name: string, state: SourcePart['state']): SourcePart => ({ name, state })
const source = (id: string, state: SourceView['state']) =>
  ({ id, title: id.toUpperCase(), state, runnable: true, watching: true, parts: [] }) as unknown as SourceView

describe('the look of a source', () => {
  it('tells a source that is watched from one that is read from time to time, and from one that nothing reads', () => {
    expect(sourceLook({ state: 'idle', runnable: true, watching: true, parts: [] }).word).toBe('Watching')
    expect(sourceLook({ state: 'idle', runnable: true, watching: false, parts: [] }).word).toBe('Up to date')
    expect(sourceLook({ state: 'idle', runnable: false, watching: false, parts: [] }).word).toBe('In use')
  })

  it('does not call a source well of which a part can’t be read', () => {
    const look = (...parts: SourcePart[]) =>
      sourceLook({ state: 'idle', runnable: true, watching: true, parts })
    expect(look(part('a', 'failing'), part('b', 'ok'), part('c', 'absent'))).toMatchObject({
      word: '1 of 2 parts failing',
      tone: 'warn',
    })
    expect(look(part('a', 'failing'), part('c', 'absent'))).toMatchObject({ word: 'Failing', tone: 'bad' })
  })

  it('tells each state by a shape and a word of its own, not by colour alone', () => {
    const looks = (['off', 'paused', 'idle', 'running', 'failing'] as const).map((state) =>
      sourceLook({ state, runnable: true, watching: true, parts: [] }),
    )
    expect(new Set(looks.map(({ shape }) => shape)).size).toBe(looks.length)
    expect(new Set(looks.map(({ word }) => word)).size).toBe(looks.length)
  })
})

describe('the look of a run', () => {
  it('says of one that succeeded with errors how many there were', () => {
    expect(runLook({ state: 'succeeded', counts: { ...NO_COUNTS, errors: 2 } })).toMatchObject({
      word: '2 errors',
      tone: 'warn',
    })
    expect(runLook({ state: 'succeeded', counts: NO_COUNTS }).word).toBe('Succeeded')
  })
})

describe('what a run came to', () => {
  const run = { state: 'succeeded', counts: NO_COUNTS, error: null, dryRun: false } as const

  it('is told by what it found and changed', () => {
    const counts = { ...NO_COUNTS, found: 5_000, added: 1_200, removed: 1, held: 3 }
    expect(resultWords({ ...run, counts })).toBe('5,000 servers found, 3 held, 1,200 added, 1 removed')
    expect(resultWords(run)).toBe('0 servers found, nothing changed')
  })

  it('is told in the conditional for a dry run', () => {
    expect(resultWords({ ...run, dryRun: true })).toBe('0 servers found, nothing would change')
  })

  it('is its reason where it failed', () => {
    const error = { code: 'unreachable', message: 'No answer from 10.0.0.1' }
    expect(resultWords({ ...run, state: 'failed', error })).toBe('No answer from 10.0.0.1')
    expect(resultWords({ ...run, state: 'cancelled' })).toBe('It was cancelled')
  })

  it('names no change that there was not', () => {
    expect(changeWords({ ...NO_COUNTS, changed: 2 })).toBe('2 changed')
    expect(changeWords({ ...NO_COUNTS, held: 2, shadowed: 1 })).toBe('')
  })
})

describe('the parts of a source', () => {
  const parts = [part('a', 'ok'), part('b', 'absent'), part('c', 'failing'), part('d', 'ok')]

  it('come with what fails first', () => {
    expect(partsInOrder(parts).map(({ name }) => name)).toEqual(['c', 'a', 'd', 'b'])
  })

  it('are counted by state', () => {
    expect(partsWords(parts)).toBe('1 failing, 2 read, 1 not there')
  })
})

describe('all sources in one sign', () => {
  it('says what fails before what runs, and that before what is paused', () => {
    const failing = source('a', 'failing')
    const running = source('b', 'running')
    const paused = source('c', 'paused')
    expect(overallLook([paused, running, failing]).word).toBe('1 source failing')
    expect(overallLook([paused, running]).word).toBe('1 source running')
    expect(overallLook([{ ...running, parts: [part('a', 'failing'), part('b', 'ok')] }]).word).toBe(
      '1 source partly failing',
    )
    expect(overallLook([paused]).word).toBe('1 source paused')
    expect(overallLook([source('d', 'idle'), source('e', 'off')]).word).toBe('1 source in use')
  })

  it('calls a source that is not there any more by its id', () => {
    expect(titleOf([source('dns', 'idle')], 'dns')).toBe('DNS')
    expect(titleOf([source('dns', 'idle')], 'http')).toBe('http')
    expect(titleOf(undefined, 'http')).toBe('http')
  })
})

describe('the key of a held server', () => {
  it('holds source and name apart, whatever is in them', () => {
    expect(heldKey({ source: 'a', name: 'b' })).not.toBe(heldKey({ source: 'ab', name: '' }))
  })
})
