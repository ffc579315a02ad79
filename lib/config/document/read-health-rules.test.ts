import { describe, expect, it } from 'vitest'
import { parseServersText } from './parse-servers-text'

const variables = (name: string) => ({ PACE: '45' })[name]
const read = (text: string, place = 'mcp.yaml') => parseServersText(text, { place, variables })

describe('limits of checks in a document', () => {
  it('are read by the words that a server has for its own', () => {
    const { health, snapshot } = read(
      'servers: {}\nhealth:\n  interval: 30\n  timeout: 500ms\n  fall: 3\n  tags:\n    critical: { interval: 5, grace: 1m }\n',
    )
    expect(snapshot.problems).toEqual([])
    expect(health).toEqual({
      all: { intervalMs: 30_000, timeoutMs: 500, fall: 3 },
      tags: [{ tag: 'critical', limits: { intervalMs: 5_000, graceMs: 60_000 } }],
    })
  })

  it.each([
    ['mcp.yaml', 'health: { rise: 4 }\n'],
    ['mcp.json', '{ "health": { "rise": 4 } }'],
    ['mcp.toml', '[health]\nrise = 4\n'],
  ])('may stand alone in %s', (place, text) => {
    const { health, snapshot, syntaxValid } = read(text, place)
    expect(syntaxValid).toBe(true)
    expect(snapshot).toEqual({ candidates: [], problems: [] })
    expect(health).toEqual({ all: { rise: 4 }, tags: [] })
  })

  it('are filled from variables', () => {
    expect(read('health: { interval: "${PACE}" }').health?.all).toEqual({ intervalMs: 45_000 })
  })

  it.each([
    ['health: 5', 1, 'must hold limits of checks'],
    ['servers: {}\nhealth:\n  interval: soon\n', 2, 'must be a number of seconds'],
    ['servers: {}\nhealth:\n  fall: 0\n', 2, 'must be from 1 to 100'],
    [
      'servers: {}\nhealth:\n  tags:\n    critical:\n      interval: 0.1\n',
      4,
      'must be from 1 to 86400 seconds',
    ],
    ['servers: {}\nhealth:\n  url: http://x.example/\n', 2, 'belongs to one server'],
    ['servers: {}\nhealth:\n  tags: [critical]\n', 3, 'must hold limits by tag'],
  ])('that are wrong are errors at their place: %j', (text, line, message) => {
    expect(read(text).snapshot.problems).toMatchObject([
      { severity: 'error', line, message: expect.stringContaining(message) as string },
    ])
  })

  it('warn of a word that nobody knows, and take the others', () => {
    const { health, snapshot } = read('servers: {}\nhealth: { intervall: 5, rise: 3 }\n')
    expect(snapshot.problems).toMatchObject([{ severity: 'warning' }])
    expect(health?.all).toEqual({ rise: 3 })
  })

  it('do not take a server of this name for limits', () => {
    const { health, snapshot } = read('health: { command: x }\nother: { command: y }\n')
    expect(health).toBeUndefined()
    expect(snapshot.candidates.map(({ spec }) => spec.name)).toEqual(['health', 'other'])
  })
})
