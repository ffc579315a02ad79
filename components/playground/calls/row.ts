import type { DynamicToolUIPart } from 'ai'
import type { ApprovalNote } from '@/lib/domain/approval'
import { type CallNote, type CallProgress, type Question, toolOriginSchema } from '@/lib/domain/chat'
import { wasStopped } from '@/lib/domain/stopped-call'

export const CALL_STATES = ['preparing', 'running', 'waiting', 'done', 'failed', 'denied', 'stopped'] as const

/** One tool call as a row shows it. */
export interface CallRow {
  id: string
  server: string
  tool: string
  /** As the model wrote it. */
  input: unknown
  /** `waiting`: for a person's word on whether it runs. */
  state: (typeof CALL_STATES)[number]
  output?: unknown
  error?: string
  note?: CallNote
  progress?: CallProgress
  /** What its server asks, or has asked, in the middle of it. */
  questions?: Question[]
  /** The request for a person's word, while it is open. */
  request?: {
    id: string
    why?: string
    /** False where a rule asks each time: to remember a yes would change nothing. */
    canRemember: boolean
  }
  /** What was said on it. */
  approval?: ApprovalNote
  /** Why it was not made, as the model was told. */
  denial?: string
}

/** What data parts of the same answer say of its calls, by call. */
export interface AboutCalls {
  notes: ReadonlyMap<string, CallNote>
  progress: ReadonlyMap<string, CallProgress>
  approvals: ReadonlyMap<string, ApprovalNote>
  questions: ReadonlyMap<string, Question[]>
  /** Names, as the model knows them, of tools that a rule decides on. */
  ruled: ReadonlySet<string>
}

export function rowOf(part: DynamicToolUIPart, about: AboutCalls, isRunning: boolean): CallRow {
  const { toolCallId: id } = part
  const note = about.notes.get(id)
  const origin = toolOriginSchema.safeParse(part.toolMetadata)
  const place = note ?? (origin.success ? origin.data : { server: '', tool: part.toolName })
  const state = stateOf(part, note, isRunning)
  const progress = about.progress.get(id)
  const approval = about.approvals.get(id)
  const questions = about.questions.get(id)
  return {
    id,
    server: place.server,
    tool: place.tool,
    input: part.input,
    state,
    ...(note && { note }),
    ...(progress && state === 'running' && { progress }),
    ...(approval && { approval }),
    ...(questions && { questions: isRunning ? questions : questions.map(closed) }),
    ...(part.state === 'output-available' && { output: part.output }),
    ...(part.state === 'output-error' && { error: part.errorText }),
    ...(state === 'waiting' &&
      part.state === 'approval-requested' && {
        request: {
          id: part.approval.id,
          ...(part.approval.requestReason !== undefined && { why: part.approval.requestReason }),
          canRemember: !about.ruled.has(part.toolName),
        },
      }),
    ...(part.state === 'output-denied' &&
      part.approval.reason !== undefined && { denial: part.approval.reason }),
  }
}

/** An answer that does not run any more has nobody who waits for its questions. */
function closed(question: Question): Question {
  const isOpen = question.state === 'waiting' || question.state === 'working'
  return isOpen ? { ...question, state: 'cancelled' } : question
}

function stateOf(part: DynamicToolUIPart, note: CallNote | undefined, isRunning: boolean): CallRow['state'] {
  if (note?.outcome === 'cancelled') return 'stopped'
  switch (part.state) {
    case 'output-available':
      return 'done'
    case 'output-denied':
      return 'denied'
    case 'output-error':
      return !note && wasStopped(part.errorText) ? 'stopped' : 'failed'
    case 'approval-requested':
      // Automatic ones are decided by a rule, in the same breath.
      return part.approval.isAutomatic === true ? 'preparing' : 'waiting'
    case 'approval-responded':
      if (!part.approval.approved) return 'denied'
      return isRunning ? 'running' : 'stopped'
    case 'input-streaming':
      return isRunning ? 'preparing' : 'stopped'
    case 'input-available':
      return isRunning ? 'running' : 'stopped'
  }
}
