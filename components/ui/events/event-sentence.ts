import { amountWords, listWords } from '../number-words'
import { SOURCE_TITLES } from '../source-titles'
import { durationWords } from '../time-words'
import type { AppEvent } from '@/lib/domain/event'
import type { Problem } from '@/lib/domain/problem'
import { assertNever } from '@/lib/kit/assert-never'
import { callSentence, connectionSentence, progressSentence } from './connection-sentence'
import { healthSentence } from './health-sentence'
import { librarySentence } from './library-sentence'
import type { Sentence } from './sentence'

const SOURCES: Record<string, string> = {
  manual: 'by hand',
  'config-file': 'from a configuration file',
  environment: 'from the environment',
  kubernetes: 'from Kubernetes',
  http: 'from an HTTP catalogue',
  dns: 'from DNS',
  'client-files': 'from a client’s file',
}

/** "by hand", "from the environment"; for a source that has no words yet, its id. */
function fromSource(source: string): string {
  return SOURCES[source] ?? `from ${source}`
}

function titleOf(source: string): string {
  return SOURCE_TITLES[source] ?? source
}

/** What happened, as a person would say it. */
export function sentenceOf(event: AppEvent): Sentence {
  switch (event.kind) {
    case 'server-added':
      return {
        parts: [{ server: event.name }, ` was added ${fromSource(event.source)}`],
        tone: 'busy',
        shape: 'disc',
      }
    case 'server-changed':
      return {
        parts: [{ server: event.name }, ` was changed ${fromSource(event.source)}`],
        detail: event.fields.length > 0 ? listWords(event.fields, 6) : undefined,
        tone: 'busy',
        shape: 'diamond',
      }
    case 'server-removed':
      return { parts: [{ code: event.name }, ' was removed'], tone: 'off', shape: 'square' }
    case 'connection-changed':
      return connectionSentence(event.name, event.connection)
    case 'tools-changed':
      return {
        parts: [{ server: event.name }, ` offers ${amountWords(event.tools, 'tool')}`],
        tone: 'off',
        shape: 'ring',
      }
    case 'call-finished':
      return callSentence(event)
    case 'connect-progressed':
      return progressSentence(event)
    case 'config-reloaded':
      return {
        parts: ['Configuration reloaded: ', reloadWords(event)],
        detail: problemsWords(event.problems),
        tone: event.problems.length > 0 ? 'warn' : 'busy',
        shape: event.problems.length > 0 ? 'triangle' : 'disc',
      }
    case 'config-rejected':
      return {
        parts: ['Configuration rejected: the last valid one still serves'],
        detail: problemsWords(event.problems),
        tone: 'bad',
        shape: 'cross',
      }
    case 'source-ran':
      return sourceSentence(event)
    case 'run-changed':
      return {
        parts: ['A run of source ', titleOf(event.source), ` is ${event.state}`],
        tone: 'off',
        shape: 'ring',
      }
    case 'source-changed':
      return { parts: ['Source ', titleOf(event.source), ' was changed'], tone: 'off', shape: 'ring' }
    case 'breaker-changed':
    case 'verdict-changed':
    case 'incident-opened':
    case 'incident-closed':
    case 'incident-changed':
    case 'incident-group-opened':
    case 'incident-group-closed':
    case 'maintenance-changed':
    case 'tool-drifted':
    case 'tool-approved':
    case 'connection-renewed':
    case 'call-progressed':
    case 'server-logged':
    case 'authorization-changed':
    case 'webhook-changed':
    case 'webhook-failed':
      return healthSentence(event)
    case 'document-changed':
    case 'document-removed':
    case 'collection-changed':
    case 'vector-index-changed':
    case 'evaluation-changed':
    case 'conversation-changed':
      return librarySentence(event)
    case 'held-changed':
      return {
        parts: [
          `${amountWords(event.held, 'server')} from `,
          titleOf(event.source),
          event.held === 1 ? ' waits for approval' : ' wait for approval',
        ],
        tone: 'warn',
        shape: 'diamond',
      }
    default:
      return assertNever(event)
  }
}

function sourceSentence(event: Extract<AppEvent, { kind: 'source-ran' }>): Sentence {
  const source = titleOf(event.source)
  if (event.outcome === 'failed') {
    return { parts: ['Reading source ', source, ' failed'], detail: event.error, tone: 'bad', shape: 'cross' }
  }
  const found = amountWords(event.found, 'server')
  return {
    parts: ['Source ', source, ` was read in ${durationWords(event.durationMs)}: ${found}`],
    detail: countsWords(event) || undefined,
    tone: 'off',
    shape: 'ring',
  }
}

function countsWords({
  added,
  changed,
  removed,
}: {
  added: number
  changed: number
  removed: number
}): string {
  return [added && `${added} added`, changed && `${changed} changed`, removed && `${removed} removed`]
    .filter(Boolean)
    .join(', ')
}

function reloadWords(event: Extract<AppEvent, { kind: 'config-reloaded' }>): string {
  const said = [
    event.added.length > 0 && `${listWords(event.added)} added`,
    event.changed.length > 0 && `${listWords(event.changed)} changed`,
    event.removed.length > 0 && `${listWords(event.removed)} removed`,
  ].filter((part) => part !== false)
  return said.length > 0 ? said.join('; ') : 'no server changed'
}

function problemsWords(problems: readonly Problem[]): string | undefined {
  const first = problems.find((problem) => problem.severity === 'error') ?? problems[0]
  if (!first) return undefined
  const place = [first.place, first.line, first.column].filter((part) => part !== undefined).join(':')
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return `${place ? `${place}: ` : ''}${first.message}${more}`
}

/** The sentence without its links: for search, titles and tests. */
export function plainText(sentence: Sentence): string {
  return sentence.parts
    .map((part) => (typeof part === 'string' ? part : 'server' in part ? part.server : part.code))
    .join('')
}
