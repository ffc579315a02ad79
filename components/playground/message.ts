import type { DynamicToolUIPart, UIMessage } from 'ai'
import { type CallNote, type Offer, toolOriginSchema, type TurnData, type TurnNote } from '@/lib/domain/chat'

/** A message of a conversation, as it streams in and as the store gives it back. */
export type TurnMessage = UIMessage<TurnNote, TurnData>

/** One tool call as a row shows it. */
export interface CallRow {
  id: string
  server: string
  tool: string
  input: unknown
  state: 'preparing' | 'running' | 'done' | 'failed' | 'stopped'
  output?: unknown
  error?: string
  note?: CallNote
}

/** An answer cut into what is drawn one below the other. */
export type Segment =
  | { kind: 'text'; key: string; text: string }
  | { kind: 'thought'; key: string; text: string }
  | { kind: 'calls'; key: string; calls: CallRow[] }

/** What was written, thought and called, in order; calls that follow each other without a word between are one block. */
export function segmentsOf(message: TurnMessage, isRunning: boolean): Segment[] {
  const notes = notesOf(message)
  const segments: Segment[] = []
  message.parts.forEach((part, at) => {
    const key = String(at)
    const last = segments.at(-1)
    if (part.type === 'text' && part.text.trim() !== '') segments.push({ kind: 'text', key, text: part.text })
    if (part.type === 'reasoning' && part.text.trim() !== '') {
      segments.push({ kind: 'thought', key, text: part.text })
    }
    const call = asCall(part)
    if (!call) return
    const row = rowOf(call, notes.get(call.toolCallId), isRunning)
    if (last?.kind === 'calls') last.calls.push(row)
    else segments.push({ kind: 'calls', key, calls: [row] })
  })
  return segments
}

export function callsOf(message: TurnMessage, isRunning: boolean): CallRow[] {
  return segmentsOf(message, isRunning).flatMap((segment) => (segment.kind === 'calls' ? segment.calls : []))
}

/** What the turn had to work with, once it has said so. */
export function offerOf(message: TurnMessage): Offer | undefined {
  for (const part of message.parts) if (part.type === 'data-offer') return part.data
  return undefined
}

export function textOf(message: TurnMessage): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')
}

/** The messages, the last answer ended as stopped where it has not ended by itself. */
export function markStopped(messages: TurnMessage[]): TurnMessage[] {
  const last = messages.at(-1)
  if (last?.role !== 'assistant' || !last.metadata || last.metadata.outcome) return messages
  return [...messages.slice(0, -1), { ...last, metadata: { ...last.metadata, outcome: 'stopped' } }]
}

function notesOf(message: TurnMessage): Map<string, CallNote> {
  return new Map(
    message.parts.flatMap((part) =>
      part.type === 'data-call' ? [[part.data.toolCallId, part.data] as const] : [],
    ),
  )
}

/** A call of a tool that was not offered comes as a part named after the tool. */
function asCall(part: TurnMessage['parts'][number]): DynamicToolUIPart | undefined {
  if (part.type === 'dynamic-tool') return part
  if (!part.type.startsWith('tool-') || !('toolCallId' in part)) return undefined
  // A static part differs from a dynamic one in where its name stands, and in nothing else that is read here.
  return { ...part, type: 'dynamic-tool', toolName: part.type.slice('tool-'.length) }
}

function rowOf(part: DynamicToolUIPart, note: CallNote | undefined, isRunning: boolean): CallRow {
  const origin = toolOriginSchema.safeParse(part.toolMetadata)
  const place = note ?? (origin.success ? origin.data : { server: '', tool: part.toolName })
  return {
    id: part.toolCallId,
    server: place.server,
    tool: place.tool,
    input: part.input,
    state: stateOf(part, note, isRunning),
    ...(note && { note }),
    ...(part.state === 'output-available' && { output: part.output }),
    ...(part.state === 'output-error' && { error: part.errorText }),
  }
}

function stateOf(part: DynamicToolUIPart, note: CallNote | undefined, isRunning: boolean): CallRow['state'] {
  if (note?.outcome === 'cancelled') return 'stopped'
  if (part.state === 'output-available') return 'done'
  if (part.state === 'output-error' || part.state === 'output-denied') {
    return !note && part.state === 'output-error' && part.errorText.startsWith('Stopped')
      ? 'stopped'
      : 'failed'
  }
  if (!isRunning) return 'stopped'
  return part.state === 'input-streaming' ? 'preparing' : 'running'
}
