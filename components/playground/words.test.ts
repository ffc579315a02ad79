import { describe, expect, it } from 'vitest'
import type { Offer } from '@/lib/domain/chat'
import {
  argumentWords,
  endingWords,
  foldText,
  keptBackWords,
  offeredWords,
  prettyText,
  withholdingWords,
} from './words'

const offer: Offer = {
  limit: 128,
  known: 0,
  offered: [],
  withheld: [],
  absent: [],
  moreAbsent: 0,
  forgotten: 0,
}
const note = { startedAt: '', provider: 'ollama', model: 'x' }

describe('an offer in words', () => {
  it('counts tools and servers', () => {
    const offered = ['a', 'a', 'b'].map((server, at) => ({ name: String(at), server, tool: String(at) }))
    expect(offeredWords({ ...offer, offered })).toBe('3 tools of 2 servers offered')
    expect(offeredWords(offer)).toBe('No tools offered')
  })

  it('says nothing of what was kept back where nothing was', () => {
    expect(keptBackWords(offer)).toEqual([])
  })

  it('says what was kept back', () => {
    expect(
      keptBackWords({
        ...offer,
        withheld: [{ server: 's', reason: 'limit', count: 1_872, tools: [] }],
        absent: [{ server: 'x', reason: 'failed', message: '' }],
        moreAbsent: 1,
        forgotten: 3,
      }),
    ).toEqual(['1,872 tools withheld', '2 servers unavailable', '3 older messages left out'])
  })

  it('gives the reason for each group', () => {
    expect(withholdingWords({ server: 's', reason: 'limit', count: 2, tools: [] }, 128)).toContain(
      'at most 128',
    )
    expect(withholdingWords({ server: 's', reason: 'too-large', count: 1, tools: [] }, 128)).toContain(
      'too large',
    )
  })
})

describe('how an answer ended', () => {
  it.each([
    [{ ...note, outcome: 'completed' as const }, undefined],
    [{ ...note, outcome: 'completed' as const, finishReason: 'length' }, 'length limit'],
    [{ ...note, outcome: 'stopped' as const }, 'Stopped'],
    [{ ...note, outcome: 'step-limit' as const }, 'answer without more'],
    [note, 'Broken off'],
  ])('is said where it is not simply well: %#', (one, words) => {
    const said = endingWords(one, false)
    if (words === undefined) expect(said).toBeUndefined()
    else expect(said).toContain(words)
  })

  it('is not said while it goes on', () => {
    expect(endingWords(note, true)).toBeUndefined()
  })
})

describe('long texts', () => {
  it('are folded to a few lines, saying how many more there are', () => {
    const folded = foldText(Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n'))
    expect(folded.shown.split('\n')).toHaveLength(12)
    expect(folded.moreLines).toBe(88)
  })

  it('are folded when they are one long line', () => {
    const folded = foldText('x'.repeat(10_000))
    expect(folded.shown).toHaveLength(1_600)
    expect(folded.moreLines).toBe(1)
  })

  it('are left whole when they are short', () => {
    expect(foldText('short')).toEqual({ shown: 'short', moreLines: 0 })
  })
})

describe('prettyText', () => {
  it('indents JSON and leaves the rest', () => {
    expect(prettyText('{"a":1}')).toBe('{\n  "a": 1\n}')
    expect(prettyText('[not json')).toBe('[not json')
    expect(prettyText('plain')).toBe('plain')
  })
})

describe('argumentWords', () => {
  it('says arguments in one line', () => {
    expect(argumentWords({ path: '/a\n b', deep: true, at: { x: 1 } })).toBe(
      'path: /a b, deep: true, at: {"x":1}',
    )
    expect(argumentWords(undefined)).toBe('')
  })
})
