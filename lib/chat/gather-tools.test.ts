import { describe, expect, it } from 'vitest'
import type { Tool } from '@/lib/domain/capability'
import type { Connection } from '@/lib/domain/connection'
import type { Server } from '@/lib/domain/server'
import { type Fleet, gatherTools, knownTools } from './gather-tools'

const SINCE = '2026-01-01T00:00:00.000Z'
const IDLE: Connection = { kind: 'idle', since: SINCE }
const ready = (instructions?: string): Connection => ({
  ...{ kind: 'ready', since: SINCE, era: 'modern', protocolVersion: '2026-07-28' },
  ...{ serverInfo: { name: 's', version: '1' }, capabilities: {} },
  ...(instructions !== undefined && { instructions }),
})
const TOOL: Tool = { name: 'look', inputSchema: { type: 'object' } }

/** Servers by name, each with its connection and what it is declared as. */
function fleet(given: Record<string, { state: Connection; spec?: Partial<Server['spec']> }>): Fleet {
  const servers = Object.entries(given).map(([name, { spec }]) => ({
    spec: { name, enabled: true, tags: [], ...spec },
    // Nothing else of a server is asked for.
  })) as unknown as Server[]
  return {
    servers: { all: () => servers, get: (name) => servers.find(({ spec }) => spec.name === name) },
    pool: {
      stateOf: (name) => given[name]?.state ?? IDLE,
      open: (name) => Promise.resolve(given[name]?.state ?? IDLE),
      tools: () => Promise.reject(new Error('All are known')),
      knownTools: () => [TOOL],
      heldTools: () => [],
      isAvailable: () => true,
    },
  }
}

describe('the tools of a question', () => {
  const signal = new AbortController().signal
  const given = fleet({
    described: { state: ready('Own words'), spec: { description: 'What people say' } },
    silent: { state: ready() },
    telling: { state: ready('Ships and berths. '.repeat(100)) },
    resting: { state: IDLE },
  })
  const descriptions = (tools: { server: string; about?: { description?: string | undefined } }[]) =>
    Object.fromEntries(tools.map(({ server, about }) => [server, about?.description]))

  it('come with what people say of their server, else with what it says of itself, cut short', async () => {
    const { tools } = await gatherTools(given, {}, { signal })
    expect(descriptions(tools)).toEqual({
      described: 'What people say',
      silent: undefined,
      telling: 'Ships and berths. '.repeat(100).slice(0, 500),
      resting: undefined,
    })
  })

  it('are described alike when they are looked up by hand', () => {
    expect(descriptions(knownTools(given, {}).tools)['telling']).toMatch(/^Ships and berths\./)
  })

  it('leave out servers that are disabled or not there, with the reason', async () => {
    const { tools, absent } = await gatherTools(
      fleet({ off: { state: IDLE, spec: { enabled: false } } }),
      { servers: ['off', 'gone'] },
      { signal },
    )
    expect(tools).toEqual([])
    expect(absent.map(({ server, reason }) => [server, reason])).toEqual([
      ['gone', 'unknown'],
      ['off', 'disabled'],
    ])
  })
})
