import { describe, expect, it } from 'vitest'
import { textOfTool } from './tool-text'

const schema = (inputSchema: Parameters<typeof textOfTool>[0]['inputSchema']) =>
  textOfTool({ name: 't', inputSchema })

describe('textOfTool', () => {
  it('reads parameters at any depth', () => {
    const text = schema({
      properties: {
        filter: {
          description: 'What to keep',
          properties: { since: { anyOf: [{ description: 'A day' }, { type: 'null' }] } },
        },
        rows: { items: { properties: { cell: { enum: ['bold', 7, 'plain'] } } } },
      },
      $defs: { Extra: { properties: { hidden: {} } } },
    })
    expect(text.parameterNames).toBe('filter rows since cell hidden')
    expect(text.parameterDescriptions).toBe('What to keep A day')
    expect(text.values).toBe('bold plain')
  })

  it('takes a parameter that is called `description` for a parameter', () => {
    const text = schema({ properties: { description: { type: 'string', description: 'Words' } } })
    expect(text.parameterNames).toBe('description')
    expect(text.parameterDescriptions).toBe('Words')
  })

  it('survives what is no schema, a schema without end, and a megabyte of it', () => {
    const endless: Record<string, never> = {}
    Object.assign(endless, { properties: { again: endless }, allOf: [endless] })
    expect(schema(endless).parameterNames.length).toBeLessThan(10_001)
    expect(schema({ properties: null, items: 'no', enum: 4 }).parameterNames).toBe('')
    expect(schema({ items: { description: 'x'.repeat(1_000_000) } }).parameterDescriptions).toHaveLength(
      10_000,
    )
  })
})
