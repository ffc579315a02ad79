import 'server-only'
import path from 'node:path'
import { z } from 'zod'
import { faultOfAllowed } from '@/lib/kit/address-rules'
import { AppError } from '@/lib/kit/app-error'
import { embeddingSettingsOf, embeddingVariables, type EmbeddingVariables } from './embedding-variables'
import { tracingSettings, tracingVariables, type TracingSettings } from './tracing-variables'

export interface Env {
  /** The folder the person started in; relative paths are resolved against it. */
  home: string
  port: number
  host: string
  /** Names by which browsers may call this server beside loopback and `host`, as behind a proxy. */
  allowedHosts: string[]
  /** Where browsers, and other servers, find this one: an origin, without a slash at its end. */
  publicUrl?: string
  dataDir: string
  databaseUrl?: string
  /** Files and folders, in order of precedence. */
  configPaths: string[]
  mcpServers?: string
  /** Settings of discovery, as a text. */
  discovery?: string
  token?: string
  keyText?: string
  /** What discovery may reach beside public addresses, whoever asks: ranges, addresses, hosts, or `allow`. */
  privateAddresses: string[]
  /** Whether a person may register stdio commands, and which; null is any. */
  stdio: { allowed: boolean; commands: string[] | null }
  /** Of one uploaded or fetched document. */
  uploadLimitBytes: number
  /** A folder of Markdown that becomes a collection of documents, once. */
  demoDocuments?: string
  logLevel: LogLevel
  model: ModelVariables
  embedding: EmbeddingVariables
  /** Absent where no traces are asked for. */
  tracing?: TracingSettings
  production: boolean
  /** What `${VAR}` in a configuration document is filled from. */
  variables: (name: string) => string | undefined
  /** The whole of it, of which stdio servers inherit a part. Holds secrets. */
  environment: Variables
}

export interface ModelVariables {
  openaiApiKey?: string
  anthropicApiKey?: string
  /** `provider/model`, or a model's name alone. */
  model?: string
  baseUrl?: string
  apiKey?: string
  ollamaHost?: string
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

type Variables = Readonly<Record<string, string | undefined>>

const text = z.string().trim().min(1).optional()

/** A variable set to nothing is a variable not set, as in a `.env` file or a Compose file. */
const environmentSchema = z.object({
  PORT: z.coerce
    .number({ error: 'is not a number' })
    .int('is not a whole number')
    .min(0, 'must be 0 to 65535')
    .max(65_535, 'must be 0 to 65535')
    .default(8080),
  HOST: z.string().trim().default('127.0.0.1'),
  PORTOLAN_HOME: text,
  PORTOLAN_ALLOWED_HOSTS: text,
  PORTOLAN_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .refine((url) => !URL.canParse(url) || isBareOrigin(new URL(url)), 'must be an address without a path')
    .transform((url) => new URL(url).origin)
    .optional(),
  PORTOLAN_DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  PORTOLAN_CONFIG: text,
  MCP_SERVERS: text,
  PORTOLAN_DISCOVERY: text,
  // Nothing slows down guessing but its length.
  PORTOLAN_TOKEN: z
    .string()
    .trim()
    .min(16, 'is too short to be safe: take at least 16 characters (openssl rand -hex 32)')
    .optional(),
  PORTOLAN_KEY: text,
  PORTOLAN_STDIO: text,
  PORTOLAN_PRIVATE_ADDRESSES: text.superRefine((value, context) => {
    const faults = list(value, ',').flatMap((entry) => faultOfAllowed(entry) ?? [])
    for (const message of faults)
      context.addIssue({ code: 'custom', message: `is not understood: ${message}` })
  }),
  PORTOLAN_UPLOAD_LIMIT: z
    .string()
    .trim()
    .regex(/^\d{1,6} ?([KMG]B)?$/i, 'must be a size such as 100MB')
    .default('100MB')
    .transform(bytesOf)
    .pipe(
      z
        .number()
        .min(1_024, 'is too small')
        .max(512 * 1_024 ** 2, 'may be 512MB at most'),
    ),
  PORTOLAN_DEMO_DOCUMENTS: text,
  PORTOLAN_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  OPENAI_API_KEY: text,
  ANTHROPIC_API_KEY: text,
  PORTOLAN_MODEL: text,
  PORTOLAN_MODEL_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
  PORTOLAN_MODEL_API_KEY: text,
  OLLAMA_HOST: text,
  NODE_ENV: text,
  ...tracingVariables,
  ...embeddingVariables,
})
type Environment = z.infer<typeof environmentSchema>

/** Reads the environment, the only place that does. Throws `invalid-config` that names each wrong variable. */
export function readEnv(variables: Variables): Env {
  const result = environmentSchema.safeParse(withoutEmpty(variables))
  if (!result.success) throw new AppError('invalid-config', describe(result.error))
  const env = result.data
  // Without the remark the build takes the whole checkout for something that is read at run time.
  const home = path.resolve(/* turbopackIgnore: true */ env.PORTOLAN_HOME ?? process.cwd())
  return {
    home,
    port: env.PORT,
    host: env.HOST,
    allowedHosts: allowedHosts(env),
    dataDir: path.resolve(home, env.PORTOLAN_DATA_DIR),
    configPaths: configPaths(env.PORTOLAN_CONFIG, home),
    privateAddresses: list(env.PORTOLAN_PRIVATE_ADDRESSES, ','),
    stdio: stdioPolicy(env.PORTOLAN_STDIO, env.HOST),
    uploadLimitBytes: env.PORTOLAN_UPLOAD_LIMIT,
    logLevel: env.PORTOLAN_LOG_LEVEL,
    model: modelVariables(env),
    embedding: embeddingSettingsOf(env, (folder) => path.resolve(home, folder)),
    production: env.NODE_ENV === 'production',
    variables: (name) => variables[name],
    environment: variables,
    ...withTracing(env),
    ...(env.PORTOLAN_DEMO_DOCUMENTS !== undefined && {
      demoDocuments: path.resolve(home, env.PORTOLAN_DEMO_DOCUMENTS),
    }),
    ...(env.PORTOLAN_PUBLIC_URL !== undefined && { publicUrl: env.PORTOLAN_PUBLIC_URL }),
    ...(env.DATABASE_URL !== undefined && { databaseUrl: env.DATABASE_URL }),
    ...(env.MCP_SERVERS !== undefined && { mcpServers: env.MCP_SERVERS }),
    ...(env.PORTOLAN_DISCOVERY !== undefined && { discovery: env.PORTOLAN_DISCOVERY }),
    ...(env.PORTOLAN_TOKEN !== undefined && { token: env.PORTOLAN_TOKEN }),
    ...(env.PORTOLAN_KEY !== undefined && { keyText: env.PORTOLAN_KEY }),
  }
}

/** What must not appear in a log, however it got into a message. */
export function secretsOf(env: Env): string[] {
  const { openaiApiKey, anthropicApiKey, apiKey } = env.model
  const keys = [env.embedding.apiKey, env.embedding.rerankerApiKey]
  const password = env.databaseUrl ? passwordOf(env.databaseUrl) : undefined
  const headers = Object.values(env.tracing?.headers ?? {})
  return [
    env.token,
    env.keyText,
    openaiApiKey,
    anthropicApiKey,
    apiKey,
    password,
    ...keys,
    ...headers,
  ].filter((secret) => secret !== undefined && secret !== '') as string[] // the filter leaves strings only
}

/** Loopback as an address or as the one name that means it. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '')
  return (
    bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
  )
}

/** Throws `forbidden` when others could reach a server that asks nobody who they are. */
export function assertSafeToListen(host: string, token: string | undefined): void {
  if (token !== undefined || isLoopbackHost(host)) return
  throw new AppError(
    'forbidden',
    `Refusing to listen on ${host} without an access token: anyone who reaches this address could start programs ` +
      'on this machine. Set PORTOLAN_TOKEN to a long random text (openssl rand -hex 32), or leave HOST at 127.0.0.1.',
  )
}

function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  )
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')
}

function list(value: string | undefined, separator: string): string[] {
  return (value ?? '')
    .split(separator)
    .map((item) => item.trim())
    .filter(Boolean)
}

/** A number alone is megabytes. */
function bytesOf(size: string): number {
  const factor =
    { K: 1_024, M: 1_024 ** 2, G: 1_024 ** 3 }[/[KMG]/i.exec(size)?.[0].toUpperCase() ?? 'M'] ?? 1
  return Number.parseInt(size, 10) * factor
}

function isBareOrigin({ pathname, search, hash, username, password }: URL): boolean {
  return [pathname === '/' ? '' : pathname, search, hash, username, password].every((part) => part === '')
}

function allowedHosts({ PORTOLAN_ALLOWED_HOSTS, PORTOLAN_PUBLIC_URL }: Environment): string[] {
  const declared = list(PORTOLAN_ALLOWED_HOSTS, ',').map((name) => name.toLowerCase())
  return PORTOLAN_PUBLIC_URL === undefined ? declared : [...declared, new URL(PORTOLAN_PUBLIC_URL).hostname]
}

function configPaths(value: string | undefined, home: string): string[] {
  const declared = value === undefined ? ['mcp.yaml', '/etc/mcp'] : list(value, path.delimiter)
  return declared.map((item) => path.resolve(home, item))
}

function stdioPolicy(value: string | undefined, host: string): Env['stdio'] {
  if (value === undefined) return { allowed: isLoopbackHost(host), commands: null }
  if (value === 'allow') return { allowed: true, commands: null }
  if (value === 'deny') return { allowed: false, commands: null }
  return { allowed: true, commands: list(value, ',') }
}

function modelVariables(env: Environment): ModelVariables {
  return {
    ...(env.OPENAI_API_KEY !== undefined && { openaiApiKey: env.OPENAI_API_KEY }),
    ...(env.ANTHROPIC_API_KEY !== undefined && { anthropicApiKey: env.ANTHROPIC_API_KEY }),
    ...(env.PORTOLAN_MODEL !== undefined && { model: env.PORTOLAN_MODEL }),
    ...(env.PORTOLAN_MODEL_BASE_URL !== undefined && { baseUrl: env.PORTOLAN_MODEL_BASE_URL }),
    ...(env.PORTOLAN_MODEL_API_KEY !== undefined && { apiKey: env.PORTOLAN_MODEL_API_KEY }),
    ...(env.OLLAMA_HOST !== undefined && { ollamaHost: env.OLLAMA_HOST }),
  }
}

function withTracing(env: Environment): Pick<Env, 'tracing'> {
  const tracing = tracingSettings(env)
  return tracing ? { tracing } : {}
}

function passwordOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).password)
  } catch {
    return undefined
  }
}
