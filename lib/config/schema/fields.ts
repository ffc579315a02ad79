import 'server-only'
import { z } from 'zod'
import { type DocumentField, toCamel } from '@/lib/domain/document-fields'
import { AUTH_WORDS } from '@/lib/domain/document-auth'
import { REMOTE_TRANSPORTS, TRANSPORTS } from '@/lib/domain/endpoint'
import { healthLimitsSchema } from '@/lib/domain/health'
import { connectionPolicySchema } from '@/lib/domain/server'

export type JsonSchema = Record<string, unknown>

/** What a person reads of each field while writing it. */
const DESCRIPTIONS: Record<DocumentField, string> = {
  name: 'The name of the server, for servers in a list; elsewhere the key is the name.',
  title: 'A name for people.',
  description: 'What it is for, in words that people and models search by.',
  version: 'The version of the server, for people.',
  icon: 'An https:// or data: address of an image.',
  enabled: 'Whether it is connected to. A server that is not enabled is listed and left alone.',
  disabled: 'The contrary of enabled, as some clients write it.',
  tags: 'To filter by and to act on many at once; at most 100. A list, or one text with commas.',
  metadata: 'Anything you like to keep with it.',
  kind: 'stdio for a command, remote for a url.',
  command:
    'The program to start. It gets env, PATH, HOME and the like of the environment, and nothing else of it.',
  args: 'The arguments of the command.',
  env: 'Variables for the command. Values are treated as secrets; write a reference: ${NAME}.',
  cwd: 'The folder that the command runs in.',
  url: 'The address of a remote server, http:// or https://. May hold references: ${NAME}.',
  transport:
    'How a remote server is spoken to; streamable-http unless told. One that only speaks SSE is found out.',
  type: 'The same as transport, as some clients write it.',
  headers: 'Sent with every request to a url. Values are treated as secrets; write a reference: ${NAME}.',
  auth: 'How Portolan signs in to a url: oauth by a person in the browser, client-credentials by itself.',
  healthCheckUrl: 'Fetched beside the probe of the protocol itself.',
  healthCheckInterval: 'Between two checks: seconds, or a text with a unit.',
  healthCheckTimeout: 'For one check: seconds, or a text with a unit.',
  healthCheckSlow:
    'An answer that takes longer is a slow one; 0 takes none for slow. Seconds, or a text with a unit.',
  healthCheckFall: 'Failures in a row that make it unhealthy.',
  healthCheckRise: 'Answers in a row that make it healthy again.',
  healthCheckGrace:
    'After a start or a change, failures are not held against it for so long: seconds, or a text with a unit.',
  autoReconnect: 'Whether a lost connection is opened again by itself.',
  maxRetries:
    'Tries after the first failure; then it stays failed until a person or a change starts it again.',
  retryDelay:
    'Before the first retry: seconds, or a text with a unit. Each next one waits up to twice as long.',
  maxRetryDelay: 'What no retry exceeds: seconds, or a text with a unit.',
  connectTimeout: 'To connect: seconds, or a text with a unit.',
  callTimeout: 'For one call: seconds, or a text with a unit.',
  idleStop: 'Stops a command that was not used for so long; 0 keeps it. Seconds, or a text with a unit.',
  warmUp: 'Whether it is opened at the start and kept open, without waiting for the first call.',
  maxConcurrentCalls: 'Calls that may run at a time; 0 is no limit.',
  maxQueuedCalls: 'Calls that may wait for one to end; more are refused.',
  maxLifetime:
    'A connection that is older is opened afresh once no call runs; 0 keeps it. Seconds, or a text with a unit.',
  maxMemoryMb: 'A command whose processes together hold more megabytes is started afresh; 0 is no limit.',
  breakerFailures: 'Failed calls in a row after which calls are refused for a while; 0 never.',
  breakerOpen: 'How long calls are refused before one may try: seconds, or a text with a unit.',
  toolGrace:
    'How long the tools of a lost connection stay listed as unavailable: seconds, or a text with a unit.',
  toolDrift: 'A tool whose description or schema has changed is used and told of (tell), or held (hold).',
}

const TEXT: JsonSchema = { type: ['string', 'number', 'boolean'] }
const TEXTS: JsonSchema = { type: 'array', items: TEXT }
const BY_NAME: JsonSchema = { type: 'object', additionalProperties: TEXT }
const FLAG: JsonSchema = {
  anyOf: [
    { type: 'boolean' },
    { enum: ['true', 'false', 'yes', 'no', 'on', 'off', '1', '0'], doNotSuggest: true },
  ],
}
const ANYTHING: JsonSchema = { type: 'object' }

/** The places of the fields in the schemas that the rest of the program lives by: their limits and defaults hold here. */
const LIMITED = {
  healthCheckInterval: ['health', 'intervalMs'],
  healthCheckTimeout: ['health', 'timeoutMs'],
  healthCheckSlow: ['health', 'slowMs'],
  healthCheckFall: ['health', 'fall'],
  healthCheckRise: ['health', 'rise'],
  healthCheckGrace: ['health', 'graceMs'],
  maxRetries: ['policy', 'maxRetries'],
  retryDelay: ['policy', 'firstDelayMs'],
  maxRetryDelay: ['policy', 'maxDelayMs'],
  connectTimeout: ['policy', 'connectTimeoutMs'],
  callTimeout: ['policy', 'callTimeoutMs'],
  idleStop: ['policy', 'idleStopMs'],
  maxConcurrentCalls: ['policy', 'maxConcurrentCalls'],
  maxQueuedCalls: ['policy', 'maxQueuedCalls'],
  maxLifetime: ['policy', 'maxLifetimeMs'],
  maxMemoryMb: ['policy', 'maxMemoryMb'],
  breakerFailures: ['policy', 'breakerFailures'],
  breakerOpen: ['policy', 'breakerOpenMs'],
  toolGrace: ['policy', 'toolGraceMs'],
} as const satisfies Partial<Record<DocumentField, [string, string]>>

interface Limits {
  minimum?: number
  maximum?: number
  default?: number
}

const LIMITS = {
  health: propertiesOf(healthLimitsSchema),
  policy: propertiesOf(connectionPolicySchema),
}

/** The schema of one field, however it is spelled; of a duration in milliseconds where the name says so. */
export function fieldSchema(field: DocumentField, isMs: boolean): JsonSchema {
  const description = DESCRIPTIONS[field]
  return {
    description: isMs ? description.replace(/seconds, or a text with a unit/i, 'milliseconds') : description,
    ...shapeOf(field, isMs),
  }
}

function shapeOf(field: DocumentField, isMs: boolean): JsonSchema {
  switch (field) {
    case 'args':
      return TEXTS
    case 'tags':
      return {
        anyOf: [
          { ...TEXTS, maxItems: 100 },
          { type: 'string', doNotSuggest: true },
        ],
      }
    case 'env':
    case 'headers':
      return BY_NAME
    case 'auth':
      return authSchema()
    case 'metadata':
      return ANYTHING
    case 'enabled':
    case 'autoReconnect':
      return { ...FLAG, default: true }
    case 'disabled':
    case 'warmUp':
      return { ...FLAG, default: false }
    case 'toolDrift':
      return { enum: ['tell', 'hold'], default: 'tell' }
    case 'kind':
      return { enum: ['stdio', 'remote'] }
    case 'transport':
      return { type: 'string', anyOf: [{ enum: [...TRANSPORTS] }, {}], default: REMOTE_TRANSPORTS[0] }
    case 'type':
      return { type: 'string', anyOf: [{ enum: [...TRANSPORTS] }, {}] }
    case 'maxRetries':
    case 'healthCheckFall':
    case 'healthCheckRise':
    case 'maxConcurrentCalls':
    case 'maxQueuedCalls':
    case 'maxMemoryMb':
    case 'breakerFailures':
      return countSchema(limitsOf(field))
    case 'healthCheckInterval':
    case 'healthCheckTimeout':
    case 'retryDelay':
    case 'maxRetryDelay':
    case 'connectTimeout':
    case 'callTimeout':
    case 'idleStop':
    case 'healthCheckSlow':
    case 'healthCheckGrace':
    case 'maxLifetime':
    case 'breakerOpen':
    case 'toolGrace':
      return durationSchema(limitsOf(field), isMs)
    default:
      return TEXT
  }
}

function authSchema(): JsonSchema {
  const { properties } = z.toJSONSchema(z.object(AUTH_WORDS), { io: 'input', target: 'draft-7' })
  const pairs = Object.entries(properties ?? {}).flatMap(([name, schema]): [string, unknown][] => {
    const camel = toCamel(name)
    return camel === name
      ? [[name, schema]]
      : [
          [name, schema],
          [camel, { ...(schema as JsonSchema), doNotSuggest: true }], // Each is the schema of a property.
        ]
  })
  return { type: 'object', properties: Object.fromEntries(pairs), additionalProperties: false }
}

function countSchema(limits: Limits): JsonSchema {
  return {
    anyOf: [
      { type: 'integer', ...limits },
      { type: 'string', pattern: '^\\s*\\d+\\s*$', doNotSuggest: true },
    ],
    default: limits.default,
  }
}

function durationSchema({ minimum = 0, maximum = 0, default: usual = 0 }: Limits, isMs: boolean): JsonSchema {
  const unit = isMs ? 1 : 1_000
  return {
    anyOf: [
      { type: 'number', minimum: minimum / unit, maximum: maximum / unit },
      { type: 'string', pattern: '^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h)?\\s*$' },
    ],
    default: usual / unit,
    ...(!isMs && { examples: ['500ms', '30s', '5m', '1h'] }),
  }
}

function limitsOf(field: keyof typeof LIMITED): Limits {
  const [group, key] = LIMITED[field]
  return LIMITS[group][key] ?? {}
}

function propertiesOf(schema: z.ZodType): Record<string, Limits> {
  const { properties } = z.toJSONSchema(schema, { io: 'input' })
  return properties as Record<string, Limits> // of an object of numbers and texts
}
