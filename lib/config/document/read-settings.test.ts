import { describe, expect, it } from 'vitest'
import { parseServersText } from './parse-servers-text'

const variables = (name: string) => ({ TOKEN: 'hunter2', EMPTY: '' })[name]
const read = (text: string, place = 'mcp.yaml') => parseServersText(text, { place, variables })

describe('settings of discovery in a document', () => {
  it('are handed over as they are written, with the place of each value', () => {
    const { settings, snapshot } = read(
      'servers:\n  a: { command: x }\ndiscovery:\n  kubernetes:\n    namespaces: [one, two]\n    new_servers: held\n',
    )
    expect(snapshot.candidates).toHaveLength(1)
    expect(snapshot.problems).toEqual([])
    expect(settings).toMatchObject({
      place: 'mcp.yaml',
      values: { kubernetes: { namespaces: ['one', 'two'], new_servers: 'held' } },
    })
    expect(settings?.locate(['kubernetes', 'new_servers'])).toEqual({ line: 6, column: 5 })
    expect(settings?.locate(['dns'])).toBeUndefined()
  })

  it.each([
    ['mcp.yaml', 'discovery:\n  dns: { domains: [example.com] }\n'],
    ['mcp.json', '{ "discovery": { "dns": { "domains": ["example.com"] } } }'],
    ['mcp.toml', '[discovery.dns]\ndomains = ["example.com"]\n'],
  ])('may stand alone in %s, which is then no empty file', (place, text) => {
    const { settings, snapshot, syntaxValid } = read(text, place)
    expect(syntaxValid).toBe(true)
    expect(snapshot).toEqual({ candidates: [], problems: [] })
    expect(settings?.values).toEqual({ dns: { domains: ['example.com'] } })
  })

  it('do not make a slip in the key of the servers pass', () => {
    const { snapshot } = read('discovery: {}\nserver:\n  a: { command: x }\n')
    expect(snapshot.problems).toMatchObject([
      { severity: 'error', line: 2, message: expect.stringContaining('Did you mean “servers”') as string },
    ])
    expect(read('discovery: {}\na: { command: x }\n').snapshot.problems).toMatchObject([
      { severity: 'error', line: 2 },
    ])
  })

  it.each(['discovery: [kubernetes]', 'discovery: kubernetes', 'discovery: 1'])(
    'that are no object are an error: %s',
    (line) => {
      const { snapshot, settings } = read(`servers: {}\n${line}\n`)
      expect(settings).toBeUndefined()
      expect(snapshot.problems).toMatchObject([{ severity: 'error', line: 2, column: 1 }])
    },
  )

  it('that are empty set nothing', () => {
    expect(read('servers: {}\ndiscovery:\n')).not.toHaveProperty('settings')
  })

  it('are filled from variables; what can’t be filled is left out and said', () => {
    const { settings, snapshot } = read(
      'discovery:\n  http:\n    urls: ["${NOWHERE}", "https://x.example/${EMPTY:-mcp}"]\n    headers: { Authorization: "Bearer ${TOKEN}" }\n',
    )
    expect(settings?.values).toEqual({
      http: { urls: ['https://x.example/mcp'], headers: { Authorization: 'Bearer hunter2' } },
    })
    expect(snapshot.problems).toMatchObject([
      { severity: 'warning', line: 3, message: expect.stringContaining('NOWHERE is not set') as string },
    ])
  })
})
