import 'server-only'
import { type ToolResult, toolResultSchema } from '@/lib/domain/capability'
import { type CallNote, type Evidence, NO_MODEL, toolOriginSchema } from '@/lib/domain/chat'
import type { TranscriptCall, TranscriptMessage, TranscriptSource } from '@/lib/domain/transcript'
import { claimsOf } from '../citations/claims'
import { textOf } from '../history'
import { isToolPart, type TurnMessage } from '../message'

/**
 * What was said, as it may leave the app. A list of what goes out, not of what stays: without `results` neither
 * arguments nor results of calls nor the text of passages, and never a thought or what else a turn had to work with.
 */
export function transcriptOf(
  messages: readonly TurnMessage[],
  { results }: { results: boolean },
): TranscriptMessage[] {
  return messages.map((message) => {
    const notes = notesOf(message)
    const note = message.metadata
    return {
      id: message.id,
      role: message.role === 'user' ? 'user' : 'assistant',
      parts: message.parts.flatMap((part): TranscriptMessage['parts'] => {
        if (part.type === 'text') return part.text.trim() === '' ? [] : [{ kind: 'text', text: part.text }]
        if (!isToolPart(part)) return []
        const origin = toolOriginSchema.safeParse(part.toolMetadata)
        const noted = notes.get(part.toolCallId)
        const place = noted ?? (origin.success ? origin.data : { server: '', tool: part.toolName })
        const call: TranscriptCall = {
          kind: 'call',
          id: part.toolCallId,
          server: place.server,
          tool: place.tool,
          outcome: noted?.outcome ?? (part.state === 'output-available' ? 'ok' : 'failed'),
          ...(noted && { durationMs: noted.durationMs }),
        }
        if (!results) return [call]
        const result = resultOf(part.state === 'output-available' ? part.output : undefined, noted)
        return [
          {
            ...call,
            input: part.input ?? {},
            ...(result && { result }),
            ...(part.state === 'output-error' && !result && { error: part.errorText }),
          },
        ]
      }),
      sources: sourcesOf(message).map((passage) => sourceOf(passage, results)),
      ...(note && { model: note.model, at: note.startedAt }),
      ...(note?.outcome && note.outcome !== 'completed' && { outcome: note.outcome }),
    }
  })
}

function notesOf({ parts }: TurnMessage): Map<string, CallNote> {
  return new Map(
    parts.flatMap((part) => (part.type === 'data-call' ? [[part.data.toolCallId, part.data] as const] : [])),
  )
}

/** What the answer cites: it was given more, and that concerns nobody else. Without a model what was found is the answer. */
function sourcesOf(message: TurnMessage): Evidence['passages'] {
  const passages = evidenceOf(message)?.passages ?? []
  if (message.metadata?.provider === NO_MODEL) return passages
  const cited = new Set(claimsOf(textOf(message)).flatMap(({ mark }) => mark.numbers))
  return passages.filter(({ number }) => cited.has(number))
}

function evidenceOf({ parts }: TurnMessage): Evidence | undefined {
  for (const part of parts) if (part.type === 'data-evidence') return part.data
  return undefined
}

function resultOf(output: unknown, note: CallNote | undefined): ToolResult | undefined {
  const result = toolResultSchema.safeParse(output)
  return result.success ? result.data : note?.result
}

function sourceOf(
  { number, document, heading, place, text }: Evidence['passages'][number],
  withText: boolean,
): TranscriptSource {
  return {
    number,
    title: document.title ?? document.name,
    heading,
    ...(place.page !== undefined && { page: place.page }),
    ...(place.sheet !== undefined && { sheet: place.sheet }),
    ...(place.lines && { lines: place.lines }),
    ...(withText && { text }),
  }
}
