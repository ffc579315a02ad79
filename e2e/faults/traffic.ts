import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from '@/lib/connections/pool'
import { isAppError } from '@/lib/kit/app-error'

export interface Call {
  id: string
  /** Milliseconds of the monotonic clock. */
  begun: number
  ended: number
  ok: boolean
  /** Of a failure: its code, and whether it says that the call may have been carried out. */
  code?: string
  mayHaveRun?: boolean
  isSafe: boolean
}

const PACE_MS = 100
/** Every so many calls is one that must not be repeated. */
const UNSAFE_EVERY = 3

/** Calls a server at a steady pace, most of the calls safe to repeat, and keeps how each ended. */
export class Traffic {
  readonly calls: Call[] = []
  #running = true
  #loop: Promise<void> = Promise.resolve()
  readonly #open = new Set<Promise<void>>()
  #count = 0

  constructor(
    private readonly pool: Pool,
    private readonly server: string,
  ) {}

  start(): this {
    this.#loop = this.#run()
    return this
  }

  async stop(): Promise<void> {
    this.#running = false
    await this.#loop
    await Promise.all(this.#open)
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const call = this.#call(++this.#count % UNSAFE_EVERY !== 0)
      this.#open.add(call)
      void call.then(() => this.#open.delete(call))
      await sleep(PACE_MS)
    }
  }

  async #call(isSafe: boolean): Promise<void> {
    const id = `${this.server}-${this.#count}`
    const begun = performance.now()
    const outcome = await this.pool
      .callTool({
        server: this.server,
        tool: isSafe ? 'echo' : 'count',
        arguments: isSafe ? { text: id } : { id },
        caller: 'internal',
        timeoutMs: 10_000,
      })
      .then(
        (result) => ({ ok: !result.isError }),
        (error: unknown) => ({
          ok: false,
          code: isAppError(error) ? error.code : 'unexpected',
          mayHaveRun: isAppError(error) && error.details?.['mayHaveRun'] === true,
        }),
      )
    this.calls.push({ id, begun, ended: performance.now(), isSafe, ...outcome })
  }
}
