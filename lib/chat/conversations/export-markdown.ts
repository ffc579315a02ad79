import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'
import { sourceWords, type TranscriptCall, type TranscriptMessage } from '@/lib/domain/transcript'
import type { ToolResult } from '@/lib/domain/capability'
import type { TurnMessage } from '../message'
import { attachedTo } from '../attachments'
import { transcriptOf } from './transcript'

/** Of what a tool answered, or a passage says, this much is quoted. */
const QUOTE_LIMIT = 2_000

/**
 * A branch as Markdown: questions as headings of their own, answers as they were written with their numbered citations,
 * below each answer its tool calls, and its sources by those numbers.
 */
export function toMarkdown({ title, updatedAt }: Conversation, messages: readonly TurnMessage[]): string {
  const blocks = transcriptOf(messages, { results: true }).map((message, at) =>
    message.role === 'user' ? questionBlock(message, messages[at]) : answerBlock(message),
  )
  return `${[`# ${oneLine(title)}`, `_${updatedAt}_`, ...blocks].join('\n\n')}\n`
}

function questionBlock({ parts }: TranscriptMessage, asked: TurnMessage | undefined): string {
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('\n\n')
  const attached = (asked ? attachedTo(asked) : []).map(
    ({ server, uri, name }) => `**With** ${code(oneLine(name))} (${code(oneLine(uri))} of ${code(server)})`,
  )
  return [`## Question\n\n${quoted(text)}`, ...attached].join('\n\n')
}

function answerBlock({ parts, sources, model, outcome }: TranscriptMessage): string {
  const written = parts.map((part) => (part.kind === 'text' ? part.text.trim() : callBlock(part)))
  return [
    `## Answer${model === undefined ? '' : ` of ${oneLine(model)}`}`,
    ...written,
    ...(outcome === undefined ? [] : [`_${ENDINGS[outcome]}_`]),
    ...(sources.length === 0 ? [] : [`### Sources\n\n${sources.map(sourceLine).join('\n\n')}`]),
  ].join('\n\n')
}

const ENDINGS = {
  stopped: 'Stopped here.',
  failed: 'Broke off here.',
  'step-limit': 'Ended after as many rounds of tool calls as there may be.',
} as const

/** The number stands as the answer writes it: a list of Markdown would count anew from where it begins. */
function sourceLine(source: TranscriptMessage['sources'][number]): string {
  const words = `[${source.number}] ${oneLine(sourceWords(source))}`
  return source.text === undefined ? words : `${words}\n\n${quoted(cut(source.text))}`
}

function callBlock(call: TranscriptCall): string {
  const { server, tool, outcome, durationMs, input, written, result, error } = call
  const time = durationMs === undefined ? '' : `, ${Math.round(durationMs)} ms`
  const name = [server, tool].filter((part) => part !== '').join('/')
  const answer = result ? textOf(result) : (error ?? '')
  return [
    `**Tool** ${code(name)} (${OUTCOMES[outcome]}${time})`,
    fenced(JSON.stringify(input ?? {}, null, 2), 'json'),
    ...(written === undefined
      ? []
      : [
          `Changed before it ran. The model had written:\n\n${fenced(JSON.stringify(written, null, 2), 'json')}`,
        ]),
    ...(answer === '' ? [] : [fenced(cut(answer))]),
  ].join('\n\n')
}

const OUTCOMES: Record<TranscriptCall['outcome'], string> = {
  ok: 'done',
  'tool-error': 'failed',
  failed: 'failed',
  cancelled: 'stopped',
  denied: 'denied, not made',
  waiting: 'waits for approval, not made',
}

function textOf({ content, structuredContent }: ToolResult): string {
  if (content.length === 0 && structuredContent !== undefined)
    return JSON.stringify(structuredContent, null, 2)
  return content
    .map((block) => (block.type === 'text' && 'text' in block ? String(block.text) : `[${block.type}]`))
    .join('\n')
}

function cut(text: string): string {
  return text.length <= QUOTE_LIMIT ? text : `${text.slice(0, QUOTE_LIMIT).toWellFormed()} …`
}

function quoted(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n')
}

/** In a fence longer than any within (CommonMark 4.5), so that what a tool says can't end it. */
function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1)
  return `${fence}${text}${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
