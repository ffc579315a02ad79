import type { DynamicToolUIPart, UIMessage } from 'ai'
import type { ApprovalNote } from '@/lib/domain/approval'
import type {
  CallNote,
  CallProgress,
  Citation,
  Evidence,
  Notice,
  Offer,
  Question,
  TurnData,
  TurnNote,
  Waiting,
} from '@/lib/domain/chat'
import { type AboutCalls, type CallRow, rowOf } from './calls/row'

/** A message of a conversation, as it streams in and as the store gives it back. */
export type TurnMessage = UIMessage<TurnNote, TurnData>

/** Between the text parts of an answer, where it is one text. */
const TEXT_SEPARATOR = '\n\n'

/** An answer cut into what is drawn one below the other. */
export type Segment =
  /** `offset`: where it begins in the whole text. */
  | { kind: 'text'; key: string; text: string; offset: number }
  | { kind: 'thought'; key: string; text: string }
  | { kind: 'calls'; key: string; calls: CallRow[] }

/** What was written, thought and called, in order; calls that follow each other without a word between are one block. */
export function segmentsOf(message: TurnMessage, isRunning: boolean): Segment[] {
  const about = aboutCalls(message)
  const segments: Segment[] = []
  let offset = 0
  message.parts.forEach((part, at) => {
    const key = String(at)
    const last = segments.at(-1)
    if (part.type === 'text') {
      if (part.text.trim() !== '') segments.push({ kind: 'text', key, text: part.text, offset })
      offset += part.text.length + TEXT_SEPARATOR.length
    }
    if (part.type === 'reasoning' && part.text.trim() !== '') {
      segments.push({ kind: 'thought', key, text: part.text })
    }
    const call = asCall(part)
    if (!call) return
    const row = rowOf(call, about, isRunning)
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

/** The passages that it was given, once they are found. */
export function evidenceOf(message: TurnMessage): Evidence | undefined {
  for (const part of message.parts) if (part.type === 'data-evidence') return part.data
  return undefined
}

const NONE: Citation[] = []

/** Empty until the answer has ended; the same array for the same message, so that nothing is drawn again for it. */
export function citationsOf(message: TurnMessage): Citation[] {
  for (const part of message.parts) if (part.type === 'data-citations') return part.data
  return NONE
}

export function noticesOf(message: TurnMessage): Notice[] {
  return message.parts.flatMap((part) => (part.type === 'data-notices' ? part.data : []))
}

/** What it waits for before its model is asked again. */
export function waitingOf(message: TurnMessage): Waiting {
  for (const part of message.parts) if (part.type === 'data-waiting') return part.data
  return null
}

export function textOf(message: TurnMessage): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(TEXT_SEPARATOR)
}

function aboutCalls(message: TurnMessage): AboutCalls {
  const notes = new Map<string, CallNote>()
  const progress = new Map<string, CallProgress>()
  const approvals = new Map<string, ApprovalNote>()
  const questions = new Map<string, Question[]>()
  for (const part of message.parts) {
    if (part.type === 'data-call') notes.set(part.data.toolCallId, part.data)
    if (part.type === 'data-progress') progress.set(part.data.toolCallId, part.data)
    if (part.type === 'data-approval') approvals.set(part.data.toolCallId, part.data)
    if (part.type !== 'data-question') continue
    const { toolCallId } = part.data
    questions.set(toolCallId, [...(questions.get(toolCallId) ?? []), part.data])
  }
  const offered = offerOf(message)?.offered ?? []
  const ruled = new Set(
    offered.filter(({ approval }) => approval?.rule !== undefined).map(({ name }) => name),
  )
  return { notes, progress, approvals, questions, ruled }
}

/** A call of a tool that was not offered comes as a part named after the tool. */
function asCall(part: TurnMessage['parts'][number]): DynamicToolUIPart | undefined {
  if (part.type === 'dynamic-tool') return part
  if (!part.type.startsWith('tool-') || !('toolCallId' in part)) return undefined
  // A static part differs from a dynamic one in where its name stands, and in nothing else that is read here.
  return { ...part, type: 'dynamic-tool', toolName: part.type.slice('tool-'.length) }
}
