import { describe, expect, it } from 'vitest'
import { type CursorPlace, jsonPlace, yamlKeyAt, yamlPlace } from './cursor-place'

/** The place of `|` in a text, and the text without it. */
function at(read: (text: string, offset: number) => CursorPlace | undefined, marked: string) {
  return read(marked.replace('|', ''), marked.indexOf('|'))
}

describe('the place of the cursor in YAML', () => {
  it.each([
    ['|', []],
    ['ser|', []],
    ['servers:\n  a:\n    |', ['servers', 'a']],
    ['servers:\n  a:\n    command: x\n    en|', ['servers', 'a']],
    ['servers:\n  a:\n    command: x\n  |', ['servers']],
    ['servers:\n  a:\n    command: x\n|', []],
    ['servers:\n  "a b":\n    # note\n\n    ta|\n  b:\n    x: 1\n', ['servers', 'a b']],
    ['discovery:\n  kubernetes:\n    na|', ['discovery', 'kubernetes']],
    ['servers:\n  - na|', ['servers', 0]],
    ['servers:\n  - name: a\n    co|', ['servers', 0]],
    ['servers:\n- name: a\n  co|', ['servers', 0]],
  ])('in %j is known as the key of an object', (text, path) => {
    expect(at(yamlPlace, text)).toMatchObject({ kind: 'key', path })
  })

  it.each([
    ['servers:\n  a:\n    transport: |', ['servers', 'a', 'transport'], ''],
    ['servers:\n  a:\n    transport: ss|\n    url: x', ['servers', 'a', 'transport'], 'ss'],
    ['discovery:\n  http: { }\n  dns:\n    new_servers: h|', ['discovery', 'dns', 'new_servers'], 'h'],
  ])('in %j is known as the value of a key', (text, path, word) => {
    const place = at(yamlPlace, text)
    expect(place).toMatchObject({ kind: 'value', path })
    expect(text.indexOf('|') - (place?.from ?? 0)).toBe(word.length)
  })

  it.each(['servers: { a|', 'a: "b|', '# com|', 'a: [b|', 'servers:\n  a|: 1'])(
    'in %j is no place for proposals',
    (text) => {
      expect(at(yamlPlace, text)).toBeUndefined()
    },
  )

  it('knows what stands beside it, above and below', () => {
    const text =
      'servers:\n  a:\n    command: x\n    args:\n      - y\n    |\n    env: {}\n  b:\n    cwd: z\n'
    expect(at(yamlPlace, text)?.siblings.toSorted()).toEqual(['args', 'command', 'env'])
  })

  it('tells the key under the pointer', () => {
    const text = 'servers:\n  a:\n    retry_delay: 5\n'
    expect(yamlKeyAt(text, text.indexOf('retry') + 3)).toEqual({
      path: ['servers', 'a', 'retry_delay'],
      from: 18,
      to: 29,
    })
    expect(yamlKeyAt(text, text.indexOf('5'))).toBeUndefined()
  })
})

describe('the place of the cursor in JSON', () => {
  it.each([
    ['{ | }', 'key', []],
    ['{ "servers": { "a": { "com|" } } }', 'key', ['servers', 'a']],
    ['{ "servers": { "a": { "transport": "s|" } } }', 'value', ['servers', 'a', 'transport']],
    ['{ "servers": { "a": { "enabled": | } } }', 'value', ['servers', 'a', 'enabled']],
  ])('in %j is known', (text, kind, path) => {
    expect(at(jsonPlace, text)).toMatchObject({ kind, path, quoted: true })
  })
})
