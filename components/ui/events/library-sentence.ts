import type { AppEvent } from '@/lib/domain/event'
import { assertNever } from '@/lib/kit/assert-never'
import { countWords } from '../number-words'
import type { Sentence } from './sentence'

export type LibraryEvent = Extract<
  AppEvent,
  {
    kind:
      | 'document-changed'
      | 'document-removed'
      | 'collection-changed'
      | 'vector-index-changed'
      | 'evaluation-changed'
      | 'conversation-changed'
  }
>

const DOCUMENT_WORDS: Partial<Record<Extract<LibraryEvent, { kind: 'document-changed' }>['state'], string>> =
  {
    ready: ' is indexed',
    failed: ' could not be read',
    cancelled: ' was cancelled',
  }

/** What happened to documents, their index and those who ask them, as a person would say it. */
export function librarySentence(event: LibraryEvent): Sentence {
  switch (event.kind) {
    case 'document-changed': {
      const isBad = event.state === 'failed'
      return {
        parts: ['Document ', event.title, DOCUMENT_WORDS[event.state] ?? ` is ${event.state}`],
        tone: isBad ? 'bad' : 'ok',
        shape: isBad ? 'triangle' : 'disc',
      }
    }
    case 'document-removed':
      return { parts: ['Document ', event.title, ' was deleted'], tone: 'off', shape: 'ring' }
    case 'collection-changed':
      return { parts: ['A collection was changed'], tone: 'off', shape: 'ring' }
    case 'vector-index-changed':
      return vectorSentence(event)
    case 'evaluation-changed': {
      const isBad = event.state === 'failed'
      return {
        parts: [
          `An evaluation of ${countWords(event.total)} questions ${isBad ? 'failed' : `is ${event.state}`}`,
        ],
        tone: isBad ? 'bad' : 'ok',
        shape: isBad ? 'triangle' : 'disc',
      }
    }
    case 'conversation-changed':
      return { parts: ['A conversation was changed'], tone: 'off', shape: 'ring' }
    default:
      return assertNever(event)
  }
}

function vectorSentence({
  model,
  state,
  passages,
  total,
}: Extract<LibraryEvent, { kind: 'vector-index-changed' }>) {
  const isBad = state === 'failed'
  const words = {
    building: ` is being built: ${countWords(passages)} of ${countWords(total)}`,
    active: ' serves',
    failed: ' could not be built',
    retired: ' serves no more',
  }[state]
  return {
    parts: ['The vector index of ', model, words],
    tone: isBad ? 'bad' : 'ok',
    shape: isBad ? 'triangle' : 'disc',
  } satisfies Sentence
}
