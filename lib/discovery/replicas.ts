import 'server-only'
import { z } from 'zod'
import { runStateSchema } from '@/lib/domain/discovery'
import type { Logger } from '@/lib/kit/logger'
import type { Database } from '@/lib/store/database'
import type { RunNotice } from '@/lib/store/runs'

const noticeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    id: z.string(),
    source: z.string(),
    state: runStateSchema,
    cancelAsked: z.boolean(),
    dryRun: z.boolean(),
    replica: z.string().nullable(),
  }),
  z.object({ kind: z.literal('source'), source: z.string(), from: z.string() }),
])

type Notice<K extends RunNotice['kind']> = Extract<RunNotice, { kind: K }>

export interface ReplicasParts {
  database: Pick<Database, 'listen' | 'kind'>
  channel: string
  logger: Logger
  /** Aborts when we stop. */
  signal: AbortSignal
  onRun: (notice: Notice<'run'>) => Promise<void>
  onSource: (notice: Notice<'source'>) => Promise<void>
  /** Something may have been missed. */
  onGap: () => Promise<void>
}

/** Hears what the other processes on the same database do; an embedded one has none. */
export class Replicas {
  #stop: (() => Promise<void>) | undefined

  constructor(private readonly parts: ReplicasParts) {}

  get areThere(): boolean {
    return this.parts.database.kind !== 'pglite'
  }

  async start(): Promise<void> {
    const { database, channel } = this.parts
    if (this.areThere) this.#stop ??= await database.listen(channel, (payload) => this.#hear(payload))
  }

  async stop(): Promise<void> {
    await this.#stop?.()
  }

  #hear(payload: string): void {
    const { signal, logger, onRun, onSource, onGap } = this.parts
    if (signal.aborted) return
    const notice = readNotice(payload)
    const act = async () => {
      if (payload === '') await onGap()
      else if (notice?.kind === 'run') await onRun(notice)
      else if (notice) await onSource(notice)
    }
    void act().catch((error: unknown) => {
      if (!signal.aborted) logger.warn({ err: error }, 'What another process tells of sources was lost')
    })
  }
}

/** Undefined for what another version tells that we do not understand. */
function readNotice(payload: string): RunNotice | undefined {
  try {
    return noticeSchema.safeParse(JSON.parse(payload)).data
  } catch {
    return undefined
  }
}
