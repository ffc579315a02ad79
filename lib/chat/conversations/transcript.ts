import 'server-only'
import type { DynamicToolUIPart } from 'ai'
import type { ApprovalNote } from '@/lib/domain/approval'
import { type ToolResult, toolResultSchema } from '@/lib/domain/capability'
import { type CallNote, type Evidence, NO_MODEL } from '@/lib/domain/chat'
import { wasStopped } from '@/lib/domain/stopped-call'
import type { TranscriptCall, TranscriptMessage, TranscriptSource } from '@/lib/domain/transcript'
import { assertNever } from '@/lib/kit/assert-never'
import { notesOf as approvalNotes, placeOf } from '../approvals/pending'
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
    const about = { notes: notesOf(message), approvals: approvalsOf(message) }
    const note = message.metadata
    return {
      id: message.id,
      role: message.role === 'user' ? 'user' : 'assistant',
      parts: message.parts.flatMap((part): TranscriptMessage['parts'] => {
        if (part.type === 'text') return part.text.trim() === '' ? [] : [{ kind: 'text', text: part.text }]
        if (!isToolPart(part)) return []
        return [callOf(part, about, results)]
      }),
      sources: sourcesOf(message).map((passage) => sourceOf(passage, results)),
      ...(note && { ...(note.model !== '' && { model: note.model }), at: note.startedAt }),
      ...(note?.outcome && note.outcome !== 'completed' && { outcome: note.outcome }),
    }
  })
}

interface AboutCalls {
  notes: ReadonlyMap<string, CallNote>
  approvals: ReadonlyMap<string, ApprovalNote>
}

function callOf(part: DynamicToolUIPart, { notes, approvals }: AboutCalls, results: boolean): TranscriptCall {
  const noted = notes.get(part.toolCallId)
  const { server, tool } = noted ?? placeOf(part) ?? { server: '', tool: part.toolName }
  const call: TranscriptCall = {
    ...{ kind: 'call', id: part.toolCallId, server, tool },
    outcome: noted?.outcome ?? outcomeOf(part),
    ...(noted && { durationMs: noted.durationMs }),
  }
  if (!results) return call
  const result = resultOf(part.state === 'output-available' ? part.output : undefined, noted)
  const sent = approvals.get(part.toolCallId)?.arguments
  const why = whyNot(part)
  return {
    ...call,
    input: sent ?? part.input ?? {},
    ...(sent && { written: part.input ?? {} }),
    ...(result && { result }),
    ...(why !== undefined && !result && { error: why }),
  }
}

/** Of a call that its server has not answered, as far as anybody has noted. */
function outcomeOf(part: DynamicToolUIPart): TranscriptCall['outcome'] {
  switch (part.state) {
    case 'output-available':
      return 'ok'
    case 'output-denied':
      return 'denied'
    case 'approval-requested':
      return 'waiting'
    case 'approval-responded':
      return part.approval.approved ? 'cancelled' : 'denied'
    case 'output-error':
      return wasStopped(part.errorText) ? 'cancelled' : 'failed'
    case 'input-streaming':
    case 'input-available':
      return 'cancelled'
    default:
      return assertNever(part)
  }
}

function whyNot(part: DynamicToolUIPart): string | undefined {
  if (part.state === 'output-error') return part.errorText
  return part.state === 'output-denied' ? part.approval.reason : undefined
}

function approvalsOf(message: TurnMessage): Map<string, ApprovalNote> {
  return new Map(approvalNotes(message).map((note) => [note.toolCallId, note]))
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
