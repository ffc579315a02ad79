import { describe, expect, it } from 'vitest'
import { triggerAt, withoutTrigger } from './trigger'

describe('what is named in a question', () => {
  it('is a prompt behind a slash at its beginning, and nowhere else', () => {
    expect(triggerAt('/gre', 4)).toEqual({ kind: 'prompt', query: 'gre', from: 0 })
    expect(triggerAt('/', 1)).toEqual({ kind: 'prompt', query: '', from: 0 })
    expect(triggerAt('a /gre', 6)).toBeUndefined()
    expect(triggerAt('/greet me', 9)).toBeUndefined()
    expect(triggerAt('/usr/bin', 8)).toBeUndefined()
  })

  it('is a resource behind an at sign that begins a word', () => {
    expect(triggerAt('compare @not', 12)).toEqual({ kind: 'resource', query: 'not', from: 8 })
    expect(triggerAt('@', 1)).toEqual({ kind: 'resource', query: '', from: 0 })
    expect(triggerAt('write to me@example.org', 23)).toBeUndefined()
    expect(triggerAt('@notes and more', 15)).toBeUndefined()
  })

  it('is what stands before the caret', () => {
    expect(triggerAt('see @notes here', 7)).toEqual({ kind: 'resource', query: 'no', from: 4 })
  })

  it('leaves the text when it was chosen', () => {
    expect(withoutTrigger('see @no here', { kind: 'resource', query: 'no', from: 4 })).toBe('see here')
  })
})
