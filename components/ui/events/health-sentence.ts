import { amountWords, listWords } from '../number-words'
import { durationWords } from '../time-words'
import type { AppEvent } from '@/lib/domain/event'
import { VERDICT_LOOKS } from '../state-look'
import { assertNever } from '@/lib/kit/assert-never'
import type { Sentence } from './sentence'

const END_WORDS = {
  recovered: undefined,
  disabled: 'The server was disabled',
  removed: 'The server was removed',
} as const

export type HealthEvent = Extract<
  AppEvent,
  {
    kind:
      | 'breaker-changed'
      | 'verdict-changed'
      | 'incident-opened'
      | 'incident-closed'
      | 'incident-changed'
      | 'incident-group-opened'
      | 'incident-group-closed'
      | 'maintenance-changed'
      | 'tool-drifted'
      | 'tool-approved'
      | 'connection-renewed'
      | 'call-progressed'
      | 'server-logged'
      | 'authorization-changed'
      | 'webhook-changed'
      | 'webhook-failed'
  }
>

/** What happened to a server's health, its circuit or those who are told of it, as a person would say it. */
export function healthSentence(event: HealthEvent): Sentence {
  switch (event.kind) {
    case 'breaker-changed':
      return {
        parts: ['The circuit of ', { server: event.name }, ` is ${event.breaker.kind}`],
        detail: 'error' in event.breaker ? event.breaker.error.message : undefined,
        tone: event.breaker.kind === 'closed' ? 'ok' : 'warn',
        shape: event.breaker.kind === 'closed' ? 'disc' : 'triangle',
      }
    case 'verdict-changed':
      return {
        parts: [{ server: event.name }, ` is ${event.verdict}, was ${event.from}`],
        detail: event.reason.message,
        tone: VERDICT_LOOKS[event.verdict].tone,
        shape: VERDICT_LOOKS[event.verdict].shape,
      }
    case 'incident-opened':
      return {
        parts: ['Incident at ', { server: event.name }, event.silenced ? ' began in maintenance' : ' began'],
        detail: event.cause.message,
        tone: event.silenced ? 'off' : 'bad',
        shape: 'cross',
      }
    case 'incident-closed':
      return {
        parts: ['Incident at ', { server: event.name }, ` ended after ${durationWords(event.durationMs)}`],
        detail: END_WORDS[event.end],
        tone: event.end === 'recovered' ? 'ok' : 'off',
        shape: event.end === 'recovered' ? 'disc' : 'square',
      }
    case 'incident-changed':
      return {
        parts: ['Incident at ', { server: event.name }, ' was acknowledged, annotated or became worse'],
        tone: 'off',
        shape: 'ring',
      }
    case 'incident-group-opened':
      return {
        parts: [`${amountWords(event.servers, 'server')} failed together: ${listWords(event.names, 3)}`],
        detail: event.cause.message,
        tone: 'bad',
        shape: 'cross',
      }
    case 'incident-group-closed':
      return {
        parts: [`${amountWords(event.servers, 'server')} that failed together are back`],
        tone: 'ok',
        shape: 'disc',
      }
    case 'maintenance-changed':
      return { parts: ['Maintenance: ', event.title], tone: 'off', shape: 'ring' }
    case 'tool-drifted':
      return {
        parts: [{ server: event.name }, ' changed its tool ', { code: event.tool }],
        detail: `${listWords(event.changed, 4)}${event.held ? '; held until approved' : ''}`,
        tone: 'warn',
        shape: 'diamond',
      }
    case 'tool-approved':
      return {
        parts: ['The tool ', { code: event.tool }, ' of ', { server: event.name }, ' was approved'],
        tone: 'ok',
        shape: 'disc',
      }
    case 'connection-renewed':
      return {
        parts: [{ server: event.name }, ' is opened afresh'],
        detail: event.text,
        tone: event.why === 'memory' ? 'warn' : 'off',
        shape: event.why === 'memory' ? 'triangle' : 'ring',
      }
    case 'call-progressed':
      return {
        parts: [{ server: event.name }, ' is working on ', { code: event.tool }],
        detail: event.message,
        tone: 'busy',
        shape: 'ring',
      }
    case 'server-logged':
      return {
        parts: [{ server: event.name }, ` says (${event.level})`],
        detail: event.text,
        tone: 'off',
        shape: 'ring',
      }
    case 'authorization-changed':
      return {
        parts: [{ server: event.name }, event.state === 'signed-in' ? ' is signed in' : ' needs a sign-in'],
        tone: event.state === 'signed-in' ? 'ok' : 'warn',
        shape: event.state === 'signed-in' ? 'disc' : 'triangle',
      }
    case 'webhook-changed':
      return { parts: ['A webhook was changed'], tone: 'off', shape: 'ring' }
    case 'webhook-failed':
      return {
        parts: ['Webhook ', event.title, ' could not be told'],
        detail: event.error,
        tone: 'bad',
        shape: 'cross',
      }
    default:
      return assertNever(event)
  }
}
