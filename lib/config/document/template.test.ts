import { describe, expect, it } from 'vitest'
import { hasReference, parseTemplate, variableName } from './template'

describe('a text with references', () => {
  it('splits at variables and keeps the text between them', () => {
    expect(parseTemplate('http://${HOST}:${PORT}/mcp')).toEqual([
      { kind: 'text', text: 'http://' },
      { kind: 'variable', name: 'HOST', written: '${HOST}' },
      { kind: 'text', text: ':' },
      { kind: 'variable', name: 'PORT', written: '${PORT}' },
      { kind: 'text', text: '/mcp' },
    ])
  })

  it('reads a default, also an empty one, and one with references of its own', () => {
    expect(parseTemplate('${A:-x}')).toEqual([
      { kind: 'variable', name: 'A', written: '${A:-x}', fallback: [{ kind: 'text', text: 'x' }] },
    ])
    expect(parseTemplate('${A:-}')).toEqual([
      { kind: 'variable', name: 'A', written: '${A:-}', fallback: [] },
    ])
    expect(parseTemplate('${A:-${B:-c}}')[0]).toMatchObject({
      name: 'A',
      fallback: [{ name: 'B', fallback: [{ text: 'c' }] }],
    })
  })

  it('reads a default with braces, as JSON has them', () => {
    expect(parseTemplate('${A:-{"a":{}}}')[0]).toMatchObject({ fallback: [{ text: '{"a":{}}' }] })
  })

  it('understands Cursor’s and VS Code’s references', () => {
    expect(parseTemplate('${env:TOKEN}')).toEqual([
      { kind: 'variable', name: 'TOKEN', written: '${env:TOKEN}' },
    ])
    expect(parseTemplate('${input:github-token}')[0]).toMatchObject({
      kind: 'variable',
      name: 'GITHUB_TOKEN',
    })
  })

  it('takes $${ for the text ${', () => {
    expect(parseTemplate('a $${B} c')).toEqual([{ kind: 'text', text: 'a ${B} c' }])
    expect(parseTemplate('$${A}${B}')).toEqual([
      { kind: 'text', text: '${A}' },
      { kind: 'variable', name: 'B', written: '${B}' },
    ])
  })

  it.each(['$', '$$', 'pa$$word', '$HOME', 'a}b', '{}', ''])('leaves %j as it is', (text) => {
    expect(
      parseTemplate(text)
        .map((piece) => (piece.kind === 'text' ? piece.text : '?'))
        .join(''),
    ).toBe(text)
    expect(hasReference(text)).toBe(false)
  })

  it.each([
    ['${}', 'is no variable'],
    ['${not a name}', 'is no variable'],
    ['${file:/etc/passwd}', 'reads a file'],
    ['${NEVER_CLOSED', 'no closing brace'],
  ])('says what is wrong with %s', (text, reason) => {
    expect(parseTemplate(text)).toEqual([
      { kind: 'unknown', written: text, reason: expect.stringContaining(reason) as string },
    ])
  })

  it('goes through a hostile text once, not once from each of its characters', () => {
    // Which would take minutes.
    expect(parseTemplate('${'.repeat(300_000))).not.toEqual([])
  })
})

it.each([
  ['github-token', 'GITHUB_TOKEN'],
  ['perplexityKey', 'PERPLEXITY_KEY'],
  ['2fa code', '_2FA_CODE'],
])('makes a variable’s name of %s', (id, name) => {
  expect(variableName(id)).toBe(name)
})

it('refuses defaults in defaults without end', () => {
  const deep = parseTemplate('${A:-'.repeat(2_000) + '}'.repeat(2_000))
  expect(JSON.stringify(deep)).toContain('nested too deeply')
})
