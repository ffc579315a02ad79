import 'server-only'
import type { Server } from '@/lib/domain/server'
import type { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { EraMemory } from './era-memory'
import { asAppError } from './failure'
import type { SessionHooks } from './session'
import type { SessionOpener } from './session-opener'

export interface LightProbeOptions {
  clock: Clock
  memory: EraMemory
  opener: SessionOpener
}

export interface LightAnswer {
  /** Of the requests alone, without the waiting for a turn. */
  durationMs: number
  error?: AppError
}

/** Asks a remote server whether it lives without keeping anything of it. */
export class LightProbe {
  constructor(private readonly options: LightProbeOptions) {}

  async ask(
    server: Server,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<LightAnswer> {
    const begun = performance.now()
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const session = await this.options.opener.open(
        server,
        DEAF,
        signal ? AbortSignal.any([signal, limit]) : limit,
      )
      const durationMs = performance.now() - begun
      await session.close()
      return { durationMs }
    } catch (error) {
      if (signal?.aborted) throw asAppError(error)
      return { durationMs: performance.now() - begun, error: asAppError(error) }
    }
  }
}

const DEAF: SessionHooks = {
  onLost: () => undefined,
  onDoubt: () => undefined,
  onListChanged: () => undefined,
  onLog: () => undefined,
}
