import 'server-only'
import type { Logger } from '@/lib/kit/logger'
import { messageOf } from '@/lib/kit/app-error'
import type { Runtime } from './compose'
import type { HttpTraffic } from './http-traffic'
import { forgetInProcess } from './process-global'

/** Requests that run may take this long to end by themselves, then they are cancelled. */
const DRAIN_MS = 2_000
/** After the cancelling, for answers to go out. */
const LAST_WORDS_MS = 300
/** Whatever hangs, the process is gone by then. */
const HARD_LIMIT_MS = 9_500
const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const

export interface ShutdownParts {
  started: Promise<Runtime>
  traffic: HttpTraffic
  logger: Logger
  exit?: (code: number) => void
  hardLimitMs?: number
}

/**
 * Ends the process in order: accept nothing new, let requests end, end streams with a reason, stop every part.
 * Exits 0: the end was asked for, and it was reached.
 */
export function shutdownOnSignals(parts: ShutdownParts): () => void {
  let begun = false
  const onSignal = (signal: keyof typeof SIGNALS) => {
    if (begun) return
    begun = true
    void shutDown(signal, parts)
  }
  for (const signal of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) process.on(signal, onSignal)
  return () => {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal)
  }
}

async function shutDown(signal: keyof typeof SIGNALS, parts: ShutdownParts): Promise<void> {
  const { logger, exit = (code: number) => process.exit(code), hardLimitMs = HARD_LIMIT_MS } = parts
  logger.info({ signal, requests: parts.traffic.running }, 'Shutting down')
  const hardLimit = setTimeout(() => {
    logger.error({ signal }, 'Shutting down took too long; ending now')
    exit(SIGNALS[signal])
  }, hardLimitMs)
  await stopEverything(parts).catch((error: unknown) =>
    logger.error({ reason: messageOf(error) }, 'Shutting down met an error'),
  )
  clearTimeout(hardLimit)
  logger.info({ signal }, 'Stopped')
  exit(0)
}

async function stopEverything({ started, traffic }: ShutdownParts): Promise<void> {
  traffic.stopAccepting()
  // A start that fails says so and exits by itself.
  const runtime = await started.catch(() => undefined)
  if (!runtime) return
  runtime.beginStopping()
  if (!(await traffic.drained(DRAIN_MS))) {
    runtime.cancelRequests()
    await traffic.drained(LAST_WORDS_MS)
  }
  await runtime.stop()
  traffic.stop()
  forgetInProcess()
}
