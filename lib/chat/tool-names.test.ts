import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TOOL_NAME, nameTools, toolName } from './tool-names'

const serverName = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,40}[A-Za-z0-9])?$/)
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.stringMatching(/^[a-c_]{0,6}$/),
)
/** Servers and tools made of few letters and many underscores, where the two halves are easily confused. */
const tricky = fc.record({
  server: fc.stringMatching(/^[ab](?:[ab._-]{0,5}[ab])?$/),
  tool: fc.stringMatching(/^[ab_.-]{0,6}$/),
})
const address = fc.oneof(fc.record({ server: serverName, tool: anyText }), tricky)

describe('toolName', () => {
  it('is the plain server__tool where that says everything', () => {
    expect(toolName({ server: 'memory', tool: 'read_graph' })).toBe('memory__read_graph')
  })

  it('never has more than 64 characters, nor any that a provider refuses', () => {
    fc.assert(
      fc.property(address, (one) => {
        const name = toolName(one)
        expect(name).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(name.length).toBeLessThanOrEqual(MAX_TOOL_NAME)
      }),
    )
  })

  it('gives two different tools two different names', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(address, { selector: ({ server, tool }) => `${server}\0${tool}` }),
        (all) => {
          expect(new Set(all.map(toolName)).size).toBe(all.length)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('keeps apart tools whose server and name run together the same way', () => {
    const names = [
      { server: 'a__b', tool: 'c' },
      { server: 'a', tool: 'b__c' },
      { server: 'a', tool: '_b__c' },
      { server: 'a.b', tool: 'c' },
      { server: 'a-b', tool: 'c' },
    ].map(toolName)
    expect(new Set(names).size).toBe(names.length)
  })

  it('cannot be taken by a tool that is named like the hashed name of another', () => {
    const victim = { server: 'files.example', tool: 'read' }
    const taken = toolName(victim)
    const [server, ...rest] = taken.split('__')
    expect(toolName({ server: server!, tool: rest.join('__') })).not.toBe(taken)
  })

  it('stays readable when it must be shortened', () => {
    const name = toolName({ server: 'github-enterprise', tool: `create_pull_request_${'x'.repeat(100)}` })
    expect(name).toMatch(/^github-enterprise__create_pull_request_x+_[0-9a-f]{10}$/)
    expect(name.length).toBeLessThanOrEqual(MAX_TOOL_NAME)
  })

  it('does not depend on which other tools there are', () => {
    fc.assert(
      fc.property(address, fc.array(address), (one, others) => {
        const all = nameTools([...others, one])
        expect(all.get(toolName(one))).toEqual(one)
      }),
    )
  })

  it('names 2,000 tools of one server within a moment', () => {
    const tools = Array.from({ length: 2_000 }, (_, at) => ({
      server: 'big',
      tool: `${'long-'.repeat(20)}${at}`,
    }))
    expect(nameTools(tools).size).toBe(2_000)
  })
})
