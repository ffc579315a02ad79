import { amountWords } from '../number-words'
import { CONNECTION_LOOKS, type Shape, type Tone } from '../state-look'
import { durationWords } from '../time-words'
import type { Connection } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import { assertNever } from '@/lib/kit/assert-never'
import type { Sentence } from './sentence'

/** What a connection came to. */
export function connectionSentence(name: string, connection: Connection): Sentence {
  const { tone, shape } = CONNECTION_LOOKS[connection.kind]
  const say = (words: string, detail?: string): Sentence => ({
    parts: [{ server: name }, words],
    detail,
    tone,
    shape,
  })
  switch (connection.kind) {
    case 'idle':
      return say(' is disconnected')
    case 'connecting':
      return say(connection.attempt > 1 ? ` is connecting, attempt ${connection.attempt}` : ' is connecting')
    case 'ready':
      return say(
        ' is connected',
        `${connection.serverInfo.name} ${connection.serverInfo.version}, MCP ${connection.protocolVersion}`,
      )
    case 'waiting':
      return say(` is down, attempt ${connection.attempt} is next`, connection.error.message)
    case 'needs-auth':
      return say(' needs sign-in', connection.error.message)
    case 'failed':
      return say(
        connection.attempts > 1 ? ` failed after ${amountWords(connection.attempts, 'attempt')}` : ' failed',
        connection.error.message,
      )
    case 'stopping':
      return say(' is stopping')
    default:
      return assertNever(connection)
  }
}

const CALLERS = { api: '', playground: ' from the playground', internal: ' by Portolan itself' } as const

/** Who called which tool, and how it ended. */
export function callSentence(event: Extract<AppEvent, { kind: 'call-finished' }>): Sentence {
  const say = (verb: string, tone: Tone, shape: Shape): Sentence => ({
    parts: [
      { code: event.tool },
      ' on ',
      { server: event.name },
      `${CALLERS[event.caller]} ${verb} ${durationWords(event.durationMs)}`,
    ],
    detail: event.error,
    tone,
    shape,
  })
  switch (event.outcome) {
    case 'ok':
      return say('answered in', 'ok', 'ring')
    case 'tool-error':
      return say('answered with an error after', 'warn', 'triangle')
    case 'failed':
      return say('failed after', 'bad', 'cross')
    case 'cancelled':
      return say('was cancelled after', 'off', 'square')
    default:
      return assertNever(event.outcome)
  }
}

const PROGRESS_WORDS = {
  ready: ' is up',
  failed: ' could not be reached',
  'needs-auth': ' needs sign-in',
  cancelled: ' was cancelled',
} as const

const PROGRESS_KINDS = {
  ready: 'ready',
  failed: 'failed',
  'needs-auth': 'needs-auth',
  cancelled: 'stopping',
} as const

/** How far one server is, of many that are being connected. */
export function progressSentence(event: Extract<AppEvent, { kind: 'connect-progressed' }>): Sentence {
  const { tone, shape } = CONNECTION_LOOKS[PROGRESS_KINDS[event.outcome]]
  return {
    parts: [
      `Connect all, ${event.done} of ${event.total}: `,
      { server: event.name },
      PROGRESS_WORDS[event.outcome],
    ],
    detail: event.error,
    tone,
    shape,
  }
}
