import { SOURCE_TITLES } from '@/components/ui/source-titles'
import { CONNECTION_LOOKS, VERDICT_LOOKS } from '@/components/ui/state-look'
import type { Connection } from '@/lib/domain/connection'
import type { Endpoint, Transport } from '@/lib/domain/endpoint'
import { assertNever } from '@/lib/kit/assert-never'
import { joinCommand } from './register/command-line'

export const TRANSPORT_WORDS: Record<Transport, string> = {
  stdio: 'stdio',
  'streamable-http': 'Streamable HTTP',
  sse: 'SSE',
}

/** A source's id for a person: `http:corp` is "HTTP: corp". */
export function sourceWords(id: string): string {
  const [method = id, ...rest] = id.split(':')
  const words = SOURCE_TITLES[method] ?? method
  return rest.length > 0 ? `${words}: ${rest.join(':')}` : words
}

/** The source on the Discovery page. */
export function sourcePath(id: string): string {
  return `/discovery?source=${encodeURIComponent(id)}`
}

const FILTER_WORDS: Record<string, (value: string) => string> = {
  state: (value) => lookWord(CONNECTION_LOOKS, value),
  verdict: (value) => lookWord(VERDICT_LOOKS, value),
  source: sourceWords,
  transport: (value) => (value in TRANSPORT_WORDS ? TRANSPORT_WORDS[value as Transport] : value),
  enabled: (value) => (value === 'true' ? 'Enabled' : 'Disabled'),
}

function lookWord(looks: Record<string, { word: string }>, value: string): string {
  return looks[value]?.word ?? value
}

/** A filter's value for a person. */
export function filterWords(key: string, value: string): string {
  return FILTER_WORDS[key]?.(value) ?? value
}

/** Seconds left for the eye: "now" when the time has come. */
export function countdownWords(until: string, now: number): string {
  const seconds = Math.ceil((Date.parse(until) - now) / 1_000)
  if (!(seconds > 0)) return 'now'
  if (seconds < 60) return `in ${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `in ${minutes} min ${seconds % 60} s`
  return `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Beside the state, in a table: the attempt and when the next one is. */
export function connectionHint(connection: Connection, now: number): string | undefined {
  switch (connection.kind) {
    case 'waiting':
      return `attempt ${connection.attempt} ${countdownWords(connection.retryAt, now)}`
    case 'connecting':
      return connection.attempt > 1 ? `attempt ${connection.attempt}` : undefined
    case 'failed':
      return connection.attempts > 1 ? `after ${connection.attempts} attempts` : undefined
    case 'idle':
    case 'ready':
    case 'needs-auth':
    case 'stopping':
      return undefined
    default:
      return assertNever(connection)
  }
}

export interface Reasoned {
  enabled: boolean
  blocked?: string | undefined
  connection: Connection
}

/** Why a server is in its state and what comes next, in whole sentences. */
export function reasonWords({ enabled, blocked, connection }: Reasoned, now: number): string {
  if (blocked !== undefined) return `It can't run as declared: ${blocked}`
  if (!enabled && connection.kind === 'idle')
    return 'It is disabled: nothing connects to it until it is enabled.'
  switch (connection.kind) {
    case 'idle':
      return 'Not connected. It connects when a tool is called, or when you connect it.'
    case 'connecting':
      return connection.attempt > 1 ? `Connecting, attempt ${connection.attempt}.` : 'Connecting.'
    case 'ready':
      return (
        `Connected to ${connection.serverInfo.title ?? connection.serverInfo.name} ${connection.serverInfo.version}`.trim() +
        '.'
      )
    case 'waiting':
      return `${sentence(connection.error.message)} Attempt ${connection.attempt} starts ${countdownWords(connection.retryAt, now)}.`
    case 'needs-auth':
      return `${sentence(connection.error.message)} The server is alive.`
    case 'failed':
      return `${sentence(connection.error.message)} Gave up after ${connection.attempts} ${connection.attempts === 1 ? 'attempt' : 'attempts'}; connect to try again.`
    case 'stopping':
      return 'Disconnecting.'
    default:
      return assertNever(connection)
  }
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/** Command line or address. */
export function endpointText(endpoint: Endpoint): string {
  return endpoint.kind === 'stdio' ? joinCommand([endpoint.command, ...endpoint.args]) : endpoint.url
}
