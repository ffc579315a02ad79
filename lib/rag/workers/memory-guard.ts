import 'server-only'
import type { Worker } from 'node:worker_threads'

const EVERY_MS = 200
const MB = 2 ** 20

/**
 * V8's own limit of a thread counts objects alone; what is unpacked lies in buffers outside. This looks at both, a few
 * times a second while the thread works. The engine answers for a thread that is busy, too.
 */
export class MemoryGuard {
  private timer: NodeJS.Timeout | undefined
  constructor(
    private readonly thread: Worker,
    private readonly maxMb: number,
    private readonly onExcess: () => void,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => void this.look(), EVERY_MS).unref()
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  private async look(): Promise<void> {
    // It may have ended since.
    const heap = await this.thread.getHeapStatistics().catch(() => null)
    if (heap === null || this.timer === undefined) return
    if (heap.used_heap_size + heap.external_memory > this.maxMb * MB) this.onExcess()
  }
}
