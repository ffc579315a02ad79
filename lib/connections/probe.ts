import 'server-only'
import type { Failure } from '@/lib/domain/connection'

/** What one probe of a server came to. Durations in milliseconds, of the probe's own request. */
export type ProbeResult =
  | { kind: 'answered'; durationMs: number; via: 'connection' | 'light' }
  | { kind: 'needs-auth'; durationMs: number; error: Failure }
  | { kind: 'failed'; durationMs: number; error: Failure }
  /** Nothing was asked, so nothing is known: an idle stdio server is not started, a busy one is not disturbed. */
  | { kind: 'skipped'; why: 'idle' | 'busy' | 'connecting' }

export interface ProbeOptions {
  timeoutMs: number
  signal?: AbortSignal
  /** A person asks: a stdio server may be started for it, and is stopped again if its policy keeps it idle. */
  mayStart?: boolean
}
