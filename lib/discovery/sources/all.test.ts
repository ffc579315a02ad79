import { describe, expect, it } from 'vitest'
import { serversReader } from '@/lib/config/read-servers'
import { DEFAULT_PRECEDENCE } from '@/lib/registry/precedence'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { SourceParts } from '../source'
import { allSources } from './all'

const nothing: Snapshot = { candidates: [], problems: [] }

function sourcesWith(environment: Record<string, string>, part: Partial<SourceParts> = {}) {
  const variable = (name: string) => environment[name]
  const configFiles = { load: () => Promise.resolve(nothing), watch: () => Promise.resolve() }
  return allSources({ readServers: serversReader(variable), variable, configFiles, ...part })
}

const discover = (id: string, environment: Record<string, string>) =>
  sourcesWith(environment)
    .find((source) => source.id === id)
    ?.discover?.(new AbortController().signal)

describe('the sources', () => {
  it('are listed in the registry’s order of precedence, each with a name of its own', () => {
    const ids = sourcesWith({}).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(DEFAULT_PRECEDENCE.filter((id) => ids.includes(id))).toEqual(ids)
  })

  it('leave what people register to the registry', () => {
    const [manual] = sourcesWith({})
    expect(manual).toEqual({ id: 'manual', title: 'Registered by hand' })
  })
})

describe('MCP_SERVERS', () => {
  it.each([
    ['YAML', 'servers:\n  a: { command: x, env: { T: "${T}" } }'],
    ['JSON', '{"servers": {"a": {"command": "x", "env": {"T": "${T}"}}}}'],
    ['a client’s JSON', '{"mcpServers": {"a": {"command": "x", "env": {"T": "${T}"}}}}'],
  ])('may be %s', async (_, text) => {
    const snapshot = await discover('environment', { MCP_SERVERS: text, T: 'v' })
    expect(snapshot?.candidates).toMatchObject([
      {
        spec: { name: 'a', endpoint: { env: { T: 'v' } } },
        origin: { place: 'MCP_SERVERS', line: expect.any(Number) as number },
      },
    ])
  })

  it('that is not set declares nothing', async () => {
    expect(await discover('environment', {})).toEqual(nothing)
  })

  it('that is broken says where, and keeps what is stored of it', async () => {
    expect(await discover('environment', { MCP_SERVERS: 'servers: [' })).toEqual({
      candidates: [],
      problems: [
        { severity: 'error', place: 'MCP_SERVERS', message: 'This [ has no closing ]', line: 1, column: 11 },
      ],
      unreadable: ['MCP_SERVERS'],
    })
  })
})
