import { indentedJson } from '@/components/ui/content-blocks/fold-text'
import type { Evidence, Offer, TurnNote, Withholding } from '@/lib/domain/chat'
import { amountWords, countWords } from '../ui/number-words'

/** "14 tools of 5 servers", "no tools". */
export function offeredWords({ offered }: Offer): string {
  if (offered.length === 0) return 'No tools offered'
  const servers = new Set(offered.map(({ server }) => server)).size
  return `${amountWords(offered.length, 'tool')} of ${amountWords(servers, 'server')} offered`
}

/** What took part in an answer: documents that it was given, and servers whose tools were called. */
export function tookPartWords(
  evidence: Evidence | undefined,
  calls: readonly { server: string; tool: string }[],
): string | undefined {
  const passages = evidence?.passages ?? []
  const documents = new Set(passages.map(({ document }) => document.id)).size
  const servers = [...new Set(calls.map(({ server }) => server).filter(Boolean))]
  const words = [
    ...(passages.length > 0
      ? [`${amountWords(passages.length, 'passage')} of ${amountWords(documents, 'document')}`]
      : []),
    ...(calls.length > 0
      ? [`${amountWords(calls.length, 'call')}${servers.length > 0 ? ` of ${listWords(servers)}` : ''}`]
      : []),
  ]
  return words.length > 0 ? words.join(' · ') : undefined
}

function listWords(names: readonly string[]): string {
  const more = names.length - 3
  return more > 0 ? `${names.slice(0, 3).join(', ')} and ${more} more` : names.join(', ')
}

/** What was kept back, in a few words; nothing where nothing was. */
export function keptBackWords(offer: Offer): string[] {
  const withheld = offer.withheld.reduce((sum, { count }) => sum + count, 0)
  const absent = offer.absent.length + offer.moreAbsent
  return [
    ...(withheld > 0 ? [`${amountWords(withheld, 'tool')} withheld`] : []),
    ...(absent > 0 ? [`${amountWords(absent, 'server')} unavailable`] : []),
    ...(offer.forgotten > 0 ? [`${amountWords(offer.forgotten, 'older message')} left out`] : []),
  ]
}

export function withholdingWords({ reason, count }: Withholding, limit: number): string {
  switch (reason) {
    case 'limit':
      return `${amountWords(count, 'tool')} further from the question: at most ${countWords(limit)} tools are offered`
    case 'too-large':
      return `${amountWords(count, 'tool')} with a definition too large for a model`
    case 'held':
      return `${amountWords(count, 'tool')} changed since approval: look at the change on the server's page`
    case 'denied':
      return `${amountWords(count, 'tool')} denied by a rule of yours in Settings`
  }
}

/** How a turn ended where that is not simply well; nothing where it is. */
export function endingWords(note: TurnNote | undefined, isRunning: boolean): string | undefined {
  if (isRunning) return undefined
  switch (note?.outcome) {
    case undefined:
      return 'Broken off before its end'
    case 'stopped':
      return 'Stopped'
    case 'step-limit':
      return 'It had called tools often enough, and had to answer without more'
    case 'failed':
      return undefined
    case 'completed':
      if (note.finishReason === 'length') return 'The model reached its length limit here'
      if (note.finishReason === 'content-filter') return "The provider's filter ended the answer here"
      return undefined
  }
}

/** A few lines of a long text, and how many more there are. */
export function foldText(
  text: string,
  maxLines = 12,
  maxCharacters = 1_600,
): { shown: string; moreLines: number } {
  const lines = text.split('\n')
  const shown = lines.slice(0, maxLines).join('\n').slice(0, maxCharacters)
  const shownLines = shown.split('\n').length
  return shown.length === text.length
    ? { shown, moreLines: 0 }
    : { shown, moreLines: Math.max(1, lines.length - shownLines) }
}

/** JSON as a person reads it; text that is JSON too. */
export function prettyJson(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** The text of a result, indented where it is JSON. */
export function prettyText(text: string): string {
  return indentedJson(text) ?? text
}

/** Arguments in one line, for a row that is closed. */
export function argumentWords(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  return Object.entries(input)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
    .replace(/\s+/g, ' ')
    .slice(0, 200)
}
