import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allMethods } from '@/lib/discovery/sources/all'
import { DOCUMENT_FIELDS, FIELD_NAMES, isObject, toSnake } from '@/lib/domain/document-fields'
import { parseServersText } from '../document/parse-servers-text'
import { documentSchema } from './document-schema'

const schema = documentSchema(
  allMethods.map(({ id, title, description, settings }) => ({
    id,
    title,
    description,
    schema: z.toJSONSchema(settings, {
      io: 'input',
      unrepresentable: 'any',
      target: 'draft-7',
      reused: 'inline',
    }),
  })),
)
const { server } = schema['definitions'] as Record<
  'server',
  { properties: Record<string, unknown>; anyOf: unknown[] }
>
// zod reads back most of it; `propertyNames`, `not` and a `required` that stands alone are beyond it.
const validator = z.fromJSONSchema(readable(schema) as never)
const isValid = (text: string) => validator.safeParse(parse(text)).success

function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable)
  if (!isObject(value)) return value
  const known = Object.entries(value).filter(([key]) => key !== 'propertyNames' && key !== 'not')
  return Object.fromEntries(known.map(([key, inner]) => [key, readable(inner)]))
}

const repository = (file: string) => readFile(path.join(process.cwd(), file), 'utf8')

describe('the schema of a configuration file', () => {
  it('knows every field, in both styles, with words for a person', () => {
    for (const field of DOCUMENT_FIELDS.filter((name) => name !== 'kind')) {
      for (const name of [field, toSnake(field)]) {
        const words = (server.properties[name] as { description?: string } | undefined)?.description
        expect(words?.length, name).toBeGreaterThan(10)
      }
    }
    for (const group of Object.keys(FIELD_NAMES).filter((name) => name !== ''))
      expect(server.properties[group]).toBeDefined()
  })

  it('knows every source and each of its settings, in both styles', () => {
    const { discovery } = schema['properties'] as Record<'discovery', { properties: Record<string, unknown> }>
    for (const { id, settings } of allMethods) {
      const text = JSON.stringify(discovery.properties[id])
      const { properties = {} } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' })
      for (const name of Object.keys(properties)) {
        expect(text).toContain(`"${name}":`)
        expect(text).toContain(`"${toSnake(name)}":`)
      }
    }
  })

  it('accepts what the documentation and the demonstration show, as the reader of files does', async () => {
    const guide = await repository('docs/guides/configuration.md')
    const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')
    for (const text of [await repository('mcp.yaml'), ...examples]) {
      expect(parseServersText(text, { place: 'mcp.yaml', variables: () => 'v' }).snapshot.problems).toEqual(
        [],
      )
      expect(isValid(text), text).toBe(true)
    }
  })

  it('asks for servers or settings, and of a server for a command or a url', () => {
    expect(schema['anyOf']).toContainEqual({ required: ['servers'] })
    expect(schema['anyOf']).toContainEqual({ required: ['discovery'] })
    expect(server.anyOf).toEqual(expect.arrayContaining([{ required: ['command'] }, { required: ['url'] }]))
  })

  it.each([
    'servers: { a: { command: x, maxRetries: 3, health_check_interval: 30s, tags: "a,b", env: { PIN: 42 } } }',
    'servers:\n  a: { url: "https://x.example", transport: sse, enabled: yes, version: 1.0 }',
    'servers: [{ name: a, command: x }]',
    'servers: {}',
    'discovery: { config-file: { new_servers: held } }',
    'discovery: { configFile: { newServers: held }, dns: false }',
  ])('accepts %s', (text) => {
    expect(isValid(text)).toBe(true)
  })

  it.each([
    'servers: { a: { command: x, max_retries: -1 } }',
    'servers: { a: { command: x, call_timeout: soon } }',
    'servers: { a: { command: x, args: one } }',
    'discovery: { config-file: { new_servers: sometimes } }',
    'discovery: [kubernetes]',
  ])('refuses %s', (text) => {
    expect(isValid(text)).toBe(false)
  })
})
