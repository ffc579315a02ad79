import { describe, expect, it } from 'vitest'
import { headerFaultIn } from './header-declarations'

const on = (declaration: Record<string, unknown>) => ({
  type: 'object',
  properties: { region: { type: 'string', ...declaration } },
})

describe('headerFaultIn', () => {
  it.each([
    ['no declaration', { type: 'object', properties: { a: { type: 'object' } } }],
    ['a header name', on({ 'x-mcp-header': 'Region' })],
    ['an integer', on({ 'x-mcp-header': 'Region', type: 'integer' })],
    ['a nested property', { type: 'object', properties: { at: on({ 'x-mcp-header': 'R' }) } }],
    [
      'a property that is called properties',
      { properties: { properties: { type: 'string', 'x-mcp-header': 'P' } } },
    ],
    ['a property that is called as the declaration', { properties: { 'x-mcp-header': { type: 'string' } } }],
    ['a value that looks like one', on({ default: { 'x-mcp-header': '' } })],
    ['no schema at all', undefined],
  ])('finds none in %s', (_, schema) => {
    expect(headerFaultIn(schema)).toBeUndefined()
  })

  it.each([
    ['an empty name', on({ 'x-mcp-header': '' }), 'no header name'],
    ['a name with a space', on({ 'x-mcp-header': 'My Region' }), 'no header name'],
    ['a name with a colon', on({ 'x-mcp-header': 'Region:' }), 'no header name'],
    ['a name beyond ASCII', on({ 'x-mcp-header': 'Région' }), 'no header name'],
    ['a name with a line break', on({ 'x-mcp-header': 'Region\r\nHost' }), 'no header name'],
    ['a number', on({ 'x-mcp-header': 'R', type: 'number' }), 'its type is "number"'],
    ['an object', on({ 'x-mcp-header': 'R', type: 'object' }), 'its type is "object"'],
    ['no type', { properties: { a: { 'x-mcp-header': 'R' } } }, 'its type is null'],
    [
      'the same name in another case',
      {
        properties: {
          a: { type: 'string', 'x-mcp-header': 'Region' },
          b: { type: 'string', 'x-mcp-header': 'REGION' },
        },
      },
      'declared twice',
    ],
    [
      'the items of a list',
      { properties: { a: { items: on({ 'x-mcp-header': 'R' }) } } },
      'through properties alone',
    ],
    ['a branch', { anyOf: [on({ 'x-mcp-header': 'R' })] }, 'through properties alone'],
    ['a definition', { $defs: { a: { type: 'string', 'x-mcp-header': 'R' } } }, 'through properties alone'],
    ['the schema itself', { type: 'object', 'x-mcp-header': 'R' }, 'on the schema itself'],
  ])('finds one with %s', (_, schema, words) => {
    expect(headerFaultIn(schema)).toContain(words)
  })

  it('gives up on what is nested without end, and takes no stack with it', () => {
    let schema: unknown = {}
    for (let depth = 0; depth < 100_000; depth++) schema = { not: schema }
    expect(headerFaultIn(schema)).toContain('too deep')
  })
})
