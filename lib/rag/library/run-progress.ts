import 'server-only'
import type { DocumentState } from '@/lib/domain/document'
import type { Clock } from '@/lib/kit/clock'

const EVERY_MS = 1_000

export interface Step {
  state: DocumentState
  progress: number | null
}

export interface RunProgressOptions {
  clock: Clock
  /** Stores and tells where the run is. False: it is not wanted any more. Called once a second, never twice at a time. */
  tell: (step: Step) => Promise<boolean>
  /** Called when it is not. */
  onUnwanted: () => void
  onError: (error: unknown) => void
}

/** Where a run is: told once a second while it changes, so that short runs write nothing and long ones are seen. */
export class RunProgress implements Disposable {
  #step: Step = { state: 'queued', progress: null }
  #cancel: () => void = () => undefined
  #isOver = false

  constructor(private readonly options: RunProgressOptions) {
    this.#wait()
  }

  at(state: DocumentState, progress: number | null = null): void {
    this.#step = { state, progress: progress === null ? null : Math.min(1, Math.max(0, progress)) }
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#cancel()
  }

  #wait(): void {
    if (!this.#isOver) this.#cancel = this.options.clock.after(EVERY_MS, () => void this.#look())
  }

  async #look(): Promise<void> {
    const { tell, onUnwanted, onError } = this.options
    const step = this.#step
    try {
      // Also where nothing has moved: it is asked whether the run is still wanted.
      const isWanted = await tell(step)
      if (!isWanted && !this.#isOver) onUnwanted()
    } catch (error) {
      onError(error)
    }
    this.#wait()
  }
}
