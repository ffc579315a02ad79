import type { ToolResult } from './capability'

/** A passage that an answer could cite, by the number it cites it by. */
export interface TranscriptSource {
  number: number
  title: string
  /** Headings above it, outermost first. */
  heading: string[]
  page?: number
  sheet?: string
  lines?: [number, number]
  /** Only where results go out too. */
  text?: string
}

export interface TranscriptCall {
  kind: 'call'
  id: string
  server: string
  tool: string
  /** `denied`: it was never made; `waiting`: nobody has let it run yet. */
  outcome: 'ok' | 'tool-error' | 'failed' | 'cancelled' | 'denied' | 'waiting'
  durationMs?: number
  /** These only where results go out too. The arguments are those that were sent, */
  input?: unknown
  /** and these what the model had written, where a person has changed them. */
  written?: unknown
  result?: ToolResult
  /** Why there is no result, or why it was denied. */
  error?: string
}

/** One message as it leaves the app: in a link that shows it, in an export. */
export interface TranscriptMessage {
  id: string
  role: 'user' | 'assistant'
  parts: ({ kind: 'text'; text: string } | TranscriptCall)[]
  sources: TranscriptSource[]
  model?: string
  /** When it was begun. */
  at?: string
  /** Where it did not end well. */
  outcome?: 'stopped' | 'failed' | 'step-limit'
}

/** What a link shows. */
export interface SharedConversation {
  title: string
  sharedAt: string
  results: boolean
  messages: TranscriptMessage[]
}

/** "Deployment guide › Rollback, page 3". */
export function sourceWords({ title, heading, page, sheet, lines }: TranscriptSource): string {
  const place = [
    ...(page !== undefined ? [`page ${page}`] : []),
    ...(sheet !== undefined ? [`sheet ${sheet}`] : []),
    ...(lines ? [lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]} to ${lines[1]}`] : []),
  ]
  return [[title, ...heading].join(' › '), ...place].join(', ')
}
