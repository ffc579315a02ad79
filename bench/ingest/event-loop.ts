import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type LibraryWorld, startLibraryWorld, uploadOf } from '@/e2e/fixtures/library-world'
import { TestPostgres } from '@/e2e/fixtures/postgres'

/** How long other requests wait at most while a large document is taken in. */
export interface Held {
  [column: string]: number | string
  on: string
  document: string
  stage: string
  seconds: number
  p99Ms: number
  maxMs: number
  /** The most that this thread has computed in one turn: what is left of the above on a machine that has nothing else to do. */
  maxCpuMs: number
}

const RESOLUTION_MS = 2
const NEVER = new AbortController().signal

/** Delay of the event loop, stage by stage, while `text` is taken in. */
export async function eventLoopWhile(
  on: 'pglite' | 'postgres',
  { name, text }: { name: string; text: string },
): Promise<Held[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'portolan-bench-ingest-'))
  const postgres = on === 'postgres' ? await TestPostgres.start() : undefined
  const stages = new Stages(on, name)
  const world = await startLibraryWorld({
    dataDir: folder,
    databaseUrl: await postgres?.createDatabase(),
    onWritten() {
      stages.begin('write passages')
      return Promise.resolve()
    },
  })
  try {
    const request = uploadOf({ [name]: text })
    stages.begin('upload')
    const { queued, refused } = await world.library.upload(request, NEVER)
    const [document] = queued
    if (!document) throw new Error(`${name} was refused: ${JSON.stringify(refused)}`)
    stages.begin('read and cut')
    await ready(world, document.id)
    return stages.end()
  } finally {
    await world.stop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function ready({ library }: LibraryWorld, id: string): Promise<void> {
  for (;;) {
    const { state, error } = await library.get(id)
    if (state === 'ready') return
    if (state === 'failed') throw new Error(error?.message)
    await wait(250)
  }
}

class Stages {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #held: Held[] = []
  #stage: string | undefined
  #cpuAt = 0
  #maxCpu = 0
  readonly #timer = setInterval(() => this.#look(), RESOLUTION_MS)
  #startedAt = 0

  constructor(
    private readonly on: string,
    private readonly document: string,
  ) {
    this.#delay.enable()
  }

  begin(stage: string | undefined): void {
    if (stage === this.#stage) return
    if (this.#stage !== undefined) {
      this.#held.push({
        ...{ on: this.on, document: this.document, stage: this.#stage },
        seconds: Math.round((performance.now() - this.#startedAt) / 100) / 10,
        p99Ms: Math.round(this.#delay.percentile(99) / 1e5) / 10,
        maxMs: Math.round(this.#delay.max / 1e5) / 10,
        maxCpuMs: Math.round(this.#maxCpu * 10) / 10,
      })
    }
    this.#delay.reset()
    this.#maxCpu = 0
    this.#startedAt = performance.now()
    this.#stage = stage
  }

  end(): Held[] {
    this.begin(undefined)
    this.#delay.disable()
    clearInterval(this.#timer)
    return this.#held
  }

  #look(): void {
    const { user, system } = process.threadCpuUsage()
    const now = (user + system) / 1_000
    this.#maxCpu = Math.max(this.#maxCpu, now - this.#cpuAt)
    this.#cpuAt = now
  }
}
