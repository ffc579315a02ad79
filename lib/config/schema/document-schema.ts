import 'server-only'
import { FIELD_NAMES, isObject, toCamel, toSnake } from '@/lib/domain/document-fields'
import { SERVER_NAME_PATTERN } from '@/lib/domain/server-name'
import { fieldSchema, type JsonSchema } from './fields'

/** What can be set about one source. */
export interface SettingsSection {
  id: string
  title: string
  description: string
  /** JSON Schema of an object in camelCase. */
  schema: JsonSchema
}

/** Not proposed by editors, as another spelling of the same is. */
const OTHER_SPELLING = { doNotSuggest: true }

/**
 * JSON Schema (draft-07, which editors know best) of a configuration file: made from the tables that files are read by, and
 * from the schemas of the sources' settings. Names in snake_case are proposed, those in camelCase are right too.
 */
export function documentSchema(sections: readonly SettingsSection[]): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of Portolan',
    description: 'MCP servers by name, and how more of them are discovered.',
    type: 'object',
    properties: {
      servers: {
        description: 'The servers, by name.',
        anyOf: [
          {
            type: 'object',
            propertyNames: { pattern: SERVER_NAME_PATTERN.source, maxLength: 128 },
            additionalProperties: { $ref: '#/definitions/server' },
          },
          {
            type: 'array',
            items: { allOf: [{ $ref: '#/definitions/server' }, { required: ['name'] }] },
            doNotSuggest: true,
          },
          { type: 'null' },
        ],
      },
      discovery: { description: 'How servers are discovered, by source.', ...discoverySchema(sections) },
      health: healthSchema(),
      mcpServers: {
        description: 'Servers as Claude, Cursor, Windsurf and Gemini write them.',
        type: ['object', 'null'],
        additionalProperties: { type: 'object' },
        ...OTHER_SPELLING,
      },
      $schema: { type: 'string', ...OTHER_SPELLING },
    },
    anyOf: [
      { required: ['servers'] },
      { required: ['discovery'] },
      { required: ['health'] },
      { required: ['mcpServers'] },
    ],
    definitions: { server: serverSchema() },
  }
}

function serverSchema(): JsonSchema {
  const flat = fieldsOf('')
  const groups = Object.keys(FIELD_NAMES).filter((group) => group !== '')
  return {
    type: 'object',
    description: 'A server: a command that is started, or a url that is called.',
    properties: {
      ...flat,
      ...Object.fromEntries(
        groups.map((group) => [
          group,
          {
            type: ['object', 'null'],
            description: `Fields of ${group}, as the API writes them.`,
            properties: fieldsOf(group),
            ...OTHER_SPELLING,
          },
        ]),
      ),
      extra: {
        type: 'object',
        description: 'Fields that no field has, as the API writes them.',
        ...OTHER_SPELLING,
      },
    },
    anyOf: [
      ...['command', 'url', 'serverUrl', 'server_url', 'httpUrl', 'http_url', 'endpoint'].map((key) => ({
        required: [key],
      })),
    ],
    not: {
      required: ['command', 'url'],
      properties: { command: { type: 'string' }, url: { type: 'string' } },
    },
  }
}

/** Null says nothing, wherever it stands. */
function nullable(schema: JsonSchema): JsonSchema {
  const { description, default: usual, ...shape } = schema
  const outer = {
    ...(description !== undefined && { description }),
    ...(usual !== undefined && { default: usual }),
  }
  return { ...outer, anyOf: [shape, { type: 'null', doNotSuggest: true }] }
}

function fieldsOf(group: string): JsonSchema {
  const pairs = Object.entries(FIELD_NAMES[group] ?? {}).flatMap(([name, { field, ms }]) =>
    spellings(name, nullable(fieldSchema(field, ms === true))),
  )
  // Another program's word for a field is right, and not what a person should be led to.
  const foreign =
    group === ''
      ? new Set(['serverUrl', 'httpUrl', 'server_url', 'http_url', 'disabled', 'type', 'name'])
      : new Set()
  return Object.fromEntries(
    pairs.map(([name, schema]) => [name, foreign.has(name) ? { ...schema, ...OTHER_SPELLING } : schema]),
  )
}

function spellings(name: string, schema: JsonSchema): [string, JsonSchema][] {
  const snake = toSnake(name)
  return snake === name
    ? [[name, schema]]
    : [
        [snake, schema],
        [name, { ...schema, ...OTHER_SPELLING }],
      ]
}

/** Limits of checks, by the words that a server has for its own. */
function healthSchema(): JsonSchema {
  const limits = Object.fromEntries(Object.entries(fieldsOf('health')).filter(([name]) => name !== 'url'))
  return {
    description:
      'Limits of checks for all servers, and below tags for those of a tag. A server’s own go first.',
    type: ['object', 'null'],
    properties: {
      ...limits,
      tags: {
        description: 'Limits by tag; of a server with several the first decides.',
        type: ['object', 'null'],
        additionalProperties: { type: ['object', 'null'], properties: limits },
      },
    },
  }
}

function discoverySchema(sections: readonly SettingsSection[]): JsonSchema {
  const precedence = {
    description:
      'The sources, highest first: of two that declare a server the earlier has it. Those left out follow.',
    type: 'array',
    items: { enum: sections.map(({ id }) => id) },
  }
  return {
    type: ['object', 'null'],
    properties: {
      ...Object.fromEntries(sections.flatMap((section) => sectionSpellings(section))),
      precedence,
    },
  }
}

function sectionSpellings({ id, title, description, schema }: SettingsSection): [string, JsonSchema][] {
  const section = {
    description: `${title}: ${description}`,
    anyOf: [
      { type: 'object', properties: inBothStyles(schema) },
      { type: 'boolean', description: 'Whether it is enabled.', ...OTHER_SPELLING },
      { type: 'null', ...OTHER_SPELLING },
    ],
  }
  const others = new Set([id.replaceAll('-', '_'), toCamel(id)].filter((other) => other !== id))
  return [
    [id, section],
    ...[...others].map((other): [string, JsonSchema] => [other, { ...section, ...OTHER_SPELLING }]),
  ]
}

/** Every setting has a default, so none is required. */
function inBothStyles({ properties }: JsonSchema): JsonSchema {
  if (!isObject(properties)) return {}
  const pairs = Object.entries(properties).flatMap(([name, inner]) =>
    spellings(name, isObject(inner) ? inner : {}),
  )
  return Object.fromEntries(pairs)
}
