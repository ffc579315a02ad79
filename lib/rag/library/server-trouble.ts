import 'server-only'
import { type AppError, type AppErrorCode, isAppError } from '@/lib/kit/app-error'

/** Who asks again is told the same. */
const OF_THE_SERVER: ReadonlySet<AppErrorCode> = new Set(['unreachable', 'needs-auth', 'too-busy'])
/** One answer that does not come may be the resource's fault; so many are the server's. */
const MAX_TIMEOUTS = 3

/** Whether asking a server for more is of no use, as what came of the questions before says. */
export class ServerTrouble {
  #error: AppError | undefined
  #timeouts = 0

  /** Throws why it is of no use. */
  check(): void {
    if (this.#error) throw this.#error
  }

  answered(): void {
    this.#timeouts = 0
  }

  failed(error: unknown): void {
    if (!isAppError(error)) return
    this.#timeouts = error.code === 'timed-out' ? this.#timeouts + 1 : 0
    if (OF_THE_SERVER.has(error.code) || this.#timeouts >= MAX_TIMEOUTS) this.#error = error
  }
}
