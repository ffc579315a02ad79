import 'server-only'
import { readFile } from 'node:fs/promises'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { readProcessTable } from './process-table'
import { treeOf } from './process-tree'

const PERIOD_MS = 15_000

/** A child and, by its mark, all that it started. */
export interface Tree {
  leader: number
  mark: string
}

export interface Watched {
  tree: Tree
  /** Called with what its processes hold together, in MB. */
  onMeasured: (megabytes: number) => void
}

export interface MemoryWatchOptions {
  clock: Clock
  logger: Logger
  /** Those that have a limit now. */
  watched: () => Watched[]
  measure?: (trees: readonly Tree[]) => Promise<number[]>
}

/** Measures now and then what commands hold that have a limit. One reading of /proc serves all; without /proc, none. */
export class MemoryWatch {
  #cancel: (() => void) | undefined
  #running = false

  constructor(private readonly options: MemoryWatchOptions) {}

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#arm()
  }

  stop(): void {
    this.#running = false
    this.#cancel?.()
  }

  /** Looks now; never rejects. */
  async look(): Promise<void> {
    const { watched, measure = measureTrees, logger } = this.options
    const all = watched()
    if (all.length === 0) return
    try {
      const sizes = await measure(all.map(({ tree }) => tree))
      for (const [index, one] of all.entries()) one.onMeasured(sizes[index] ?? 0)
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'Could not measure the memory of commands')
    }
  }

  #arm(): void {
    this.#cancel = this.options.clock.after(PERIOD_MS, () => {
      void this.look().finally(() => {
        if (this.#running) this.#arm()
      })
    })
  }
}

/** MB of each tree. */
export async function measureTrees(trees: readonly Tree[]): Promise<number[]> {
  const rows = await readProcessTable()
  return Promise.all(
    trees.map(async ({ leader, mark }) => {
      const sizes = await Promise.all(treeOf(rows, leader, mark).map(kilobytesOf))
      return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1_024)
    }),
  )
}

/** proc_pid_smaps(5), "Pss": what several processes share is divided among them. Of a process that has just ended, 0. */
async function kilobytesOf(pid: number): Promise<number> {
  const shares = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const pss = /^Pss:\s+(\d+) kB/m.exec(shares)?.[1]
  if (pss !== undefined) return Number(pss)
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
}
