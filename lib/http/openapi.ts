import 'server-only'
import { z } from 'zod'
import { operations } from '@/lib/domain/api/all'
import { type Operation, problemDetailsSchema } from '@/lib/domain/api/operation'
import packageJson from '@/package.json'

type Json = Record<string, unknown>

const SELF = { $ref: '#/components/schemas/JsonValue' }
const JSON_VALUE: Json = {
  anyOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'null' },
    { type: 'array', items: SELF },
    { type: 'object', additionalProperties: SELF },
  ],
}

let document: Json | undefined

/** The API as OpenAPI 3.1, from the very schemas that the routes parse with. */
export function openApi(): Json {
  return (document ??= {
    openapi: '3.1.0',
    info: {
      title: 'Portolan',
      version: packageJson.version,
      description: packageJson.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: pathsOf(operations),
    components: {
      schemas: { Problem: jsonSchemaOf(problemDetailsSchema, 'output'), JsonValue: JSON_VALUE },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'PORTOLAN_TOKEN, where one is set' },
        session: { type: 'apiKey', in: 'cookie', name: 'portolan_session' },
      },
      responses: {
        Problem: {
          description: 'What went wrong, with a stable `code` (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
    security: [{}, { token: [] }, { session: [] }],
  })
}

function pathsOf(all: readonly Operation[]): Json {
  const paths: Record<string, Json> = {}
  for (const operation of all) {
    const path = (paths[operation.path] ??= {})
    path[operation.method.toLowerCase()] = describe(operation)
  }
  return paths
}

function describe(operation: Operation): Json {
  const parameters = [...parametersOf(operation.params, 'path'), ...parametersOf(operation.query, 'query')]
  return {
    operationId: operation.id,
    tags: [operation.path.split('/')[2] ?? 'api'],
    summary: operation.summary,
    ...(parameters.length > 0 && { parameters }),
    ...bodyOf(operation.body),
    responses: {
      [operation.status]: responseOf(operation),
      default: { $ref: '#/components/responses/Problem' },
    },
    ...(operation.open && { security: [] }),
  }
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input') as {
    properties?: Record<string, unknown>
    required?: string[]
  } // parameters are always an object's properties
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function bodyOf(schema: z.ZodType): Json {
  if (schema.def.type === 'undefined') return {}
  const required = !schema.safeParse(undefined).success
  return { requestBody: { required, content: jsonContent(jsonSchemaOf(schema, 'input')) } }
}

function responseOf(operation: Operation): Json {
  if (operation.status === 204) return { description: 'Done; nothing to tell' }
  const schema = jsonSchemaOf(operation.response, 'output')
  const content =
    operation.mediaType === 'application/json' ? jsonContent(schema) : { [operation.mediaType]: { schema } }
  return { description: operation.summary, content }
}

function jsonContent(schema: Json): Json {
  return { 'application/json': { schema } }
}

/** Every recursive schema of the API is "any JSON value", which lands in one place for all. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const whole = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'inline',
  })
  const own = Object.entries(whole).filter(([key]) => key !== '$schema' && key !== '$defs')
  const text = JSON.stringify(Object.fromEntries(own)).replace(
    /#\/\$defs\/[^"]+/g,
    '#/components/schemas/JsonValue',
  )
  return JSON.parse(text) as Json // what was an object is one again
}
