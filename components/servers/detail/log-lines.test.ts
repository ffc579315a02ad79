import { describe, expect, it } from 'vitest'
import type { LogLine } from '@/lib/domain/api/capabilities'
import { clockWords, LOG_STREAMS, logText, matchingLines } from './log-lines'

const at = '2026-11-22T10:00:00.007Z'
const lines: LogLine[] = [
  { at, stream: 'stderr', text: 'Listening on STDIO' },
  { at, stream: 'pool', text: 'Connected' },
  { at, stream: 'protocol', text: 'info: ready' },
]

describe('the log', () => {
  it('shows all streams unless some are chosen', () => {
    expect(matchingLines(lines, { streams: LOG_STREAMS, words: '' })).toEqual(lines)
    expect(matchingLines(lines, { streams: ['pool'], words: '' })).toEqual([lines[1]])
    expect(matchingLines(lines, { streams: [], words: '' })).toEqual([])
  })

  it('finds every word in any case', () => {
    expect(matchingLines(lines, { streams: LOG_STREAMS, words: 'stdio listening' })).toEqual([lines[0]])
  })

  it('is downloaded with exact times', () => {
    expect(logText(lines.slice(0, 2))).toBe(`${at} stderr Listening on STDIO\n${at} pool Connected\n`)
  })

  it('shows times to the millisecond', () => {
    expect(clockWords(at)).toMatch(/^\d\d:00:00\.007$/)
  })
})
