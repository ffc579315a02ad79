import { describe, expect, it } from 'vitest'
import { noParts } from '@/e2e/fixtures/memory-discovery'
import { serversReader } from '@/lib/config/read-servers'
import { DEFAULT_PRECEDENCE } from '@/lib/registry/precedence'
import { settingKeys, settingsSchemaOf } from '../settings'
import { allMethods } from './all'
import { environmentMethod } from './environment'

function environmentOf(environment: Record<string, string>) {
  const variable = (name: string) => environment[name]
  const settings = environmentMethod.settings.parse({})
  return environmentMethod.create(settings, { ...noParts, variable, readServers: serversReader(variable) })
}

function discover(environment: Record<string, string>) {
  const source = environmentOf(environment)
  return typeof source === 'string' ? source : source.discover?.(new AbortController().signal)
}

describe('the methods', () => {
  it('are listed in the registry’s order of precedence, each with a name of its own', () => {
    expect(allMethods.map(({ id }) => id)).toEqual([...DEFAULT_PRECEDENCE])
  })

  it.each(allMethods.map((method) => [method.id, method] as const))(
    'offer pages a form of all that can be set: %s',
    (_, method) => {
      const schema = settingsSchemaOf(method)
      expect(schema).toMatchObject({ type: 'object', properties: { enabled: {}, newServers: {} } })
      const untitled = Object.entries(schema.properties as Record<string, { title?: string }>)
      expect(untitled.filter(([, { title }]) => title === undefined)).toEqual([])
      expect(method.settings.safeParse({}).success).toBe(true)
      expect([...settingKeys(method)]).toEqual(untitled.map(([key]) => key))
    },
  )
})

describe('MCP_SERVERS', () => {
  it.each([
    ['YAML', 'servers:\n  a: { command: x, env: { T: "${T}" } }'],
    ['JSON', '{"servers": {"a": {"command": "x", "env": {"T": "${T}"}}}}'],
    ['a client’s JSON', '{"mcpServers": {"a": {"command": "x", "env": {"T": "${T}"}}}}'],
  ])('may be %s', async (_, text) => {
    const snapshot = await discover({ MCP_SERVERS: text, T: 'v' })
    expect(snapshot).toMatchObject({
      candidates: [
        {
          spec: { name: 'a', endpoint: { env: { T: 'v' } } },
          origin: { place: 'MCP_SERVERS', line: expect.any(Number) as number },
        },
      ],
    })
  })

  it('that is not set is no source', () => {
    expect(environmentOf({})).toBe('The variable MCP_SERVERS is not set')
  })

  it('that is broken says where, and keeps what is stored of it', async () => {
    expect(await discover({ MCP_SERVERS: 'servers: [' })).toEqual({
      candidates: [],
      problems: [
        { severity: 'error', place: 'MCP_SERVERS', message: 'This [ has no closing ]', line: 1, column: 11 },
      ],
      unreadable: ['MCP_SERVERS'],
    })
  })
})
