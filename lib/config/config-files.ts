import 'server-only'
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import type { WatchState } from '@/lib/domain/api/config'
import { type HealthRules, joinRules, NO_RULES } from '@/lib/domain/health'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { pause } from '@/lib/kit/pause'
import type { Variables } from './document/interpolate'
import { ReadingCache } from './document/reading-cache'
import type { DiscoverySettings } from './document/read-settings'
import { type FileState, mergeFiles, nextFileState } from './file-state'
import { type FileReading, findFiles, isFileName, readConfigFile } from './files'
import { fingerprint } from './fingerprint'
import { readAgainInMs } from './still-written'
import { type WatchHealth, watchPaths } from './watch'

export interface ConfigFilesOptions {
  /** Files and folders, in order of precedence. */
  paths: readonly string[]
  /** What `${VAR}` is filled from. */
  variables: Variables
  clock: Clock
  logger: Logger
}

/** For so long at most is a file waited for that is written again and again. */
const PATIENCE_MS = 5_000

/** The configuration files and their last good state. Loads all of them as one; tells when they have changed. */
export class ConfigFiles {
  #states = new Map<string, FileState>()
  #problemsOf = new Map<string, Problem[]>()
  readonly #caches = new Map<string, ReadingCache>()
  /** What this process has written last, by file. */
  readonly #written = new Map<string, string>()
  #loaded: string | undefined
  #watching = false
  #health: WatchHealth = { blind: new Map() }

  constructor(private readonly options: ConfigFilesOptions) {}

  get paths(): readonly string[] {
    return this.options.paths
  }

  get watching(): boolean {
    return this.#watching
  }

  /** As of the last load, each with all of its problems. */
  get files(): FileState[] {
    return [...this.#states.values()].map((state) => ({
      ...state,
      problems: this.#problemsOf.get(state.path) ?? [],
    }))
  }

  /** As of the last load; without the problems that other files make for it. */
  file(file: string): FileState | undefined {
    return this.#states.get(file)
  }

  /**
   * What the files set about discovery under `discovery:`, in order of precedence, as of the last load. A file that is
   * broken keeps what it set last.
   */
  discoverySettings(): DiscoverySettings[] {
    return [...this.#states.values()].flatMap(({ settings }) => settings ?? [])
  }

  /** The limits of checks that the files set under `health:`; of two that set the same the first counts. */
  healthRules(): HealthRules {
    return [...this.#states.values()]
      .flatMap(({ health }) => health ?? [])
      .reduceRight((below, above) => joinRules(above, below), NO_RULES)
  }

  /**
   * Reads every file and validates it whole. Files that can't be used keep their last good state; one that may still be
   * being written is waited for.
   */
  async load(signal?: AbortSignal): Promise<Snapshot> {
    const { paths } = this.options
    // Taken before the files are read: what changes meanwhile is then seen as a change.
    const seen = await fingerprint(paths)
    const found = await findFiles(paths)
    const states = new Map<string, FileState>()
    for (const file of found.files) {
      signal?.throwIfAborted()
      states.set(file, await this.#readWhole(file, found.folderOf.get(file), signal))
    }
    for (const { folder, message } of found.refused) this.#keepFolder(folder, message, states)
    for (const file of this.#caches.keys()) if (!states.has(file)) this.#caches.delete(file)
    const { problemsOf, ...snapshot } = mergeFiles([...states.values()])
    this.#states = states
    this.#problemsOf = problemsOf
    this.#loaded = seen
    return snapshot
  }

  /** A text that this process has written: it is whole, and nobody needs to wait for the rest of it. */
  wrote(file: string, text: string): void {
    this.#written.set(file, text)
  }

  /** What all files would declare if one of them had this text; changes nothing. */
  async preview(
    file: string,
    text: string,
  ): Promise<{ state: FileState; snapshot: Snapshot; problems: Problem[] }> {
    const before = this.#states.get(file)
    const reading: FileReading = {
      kind: 'read',
      text,
      modifiedAt: new Date(this.options.clock.now()).toISOString(),
    }
    const folder = this.options.paths.find((item) => !isFileName(item) && item === path.dirname(file))
    const state = await this.#read(file, reading, { folder })
    const states = new Map(this.#states)
    states.set(file, state)
    const ordered = before ? [...states.values()] : this.#inOrder([...states.values()])
    const { problemsOf, ...snapshot } = mergeFiles(ordered)
    return { state, snapshot, problems: problemsOf.get(file) ?? [] }
  }

  /** Calls `onChange` when what is on disk differs from what was loaded, until the signal aborts. */
  async watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    const { paths, clock, logger } = this.options
    const onHealth = (health: WatchHealth) => (this.#health = health)
    this.#watching = true
    try {
      await watchPaths({ paths, clock, logger, loaded: () => this.#loaded, onChange, onHealth, signal })
    } finally {
      this.#watching = false
    }
  }

  /** How a change of a file is noticed now. */
  async watchStateOf(file: string): Promise<WatchState> {
    if (!this.#watching) return { state: 'off' }
    const { blind, failure } = this.#health
    if (failure !== undefined) return { state: 'failing', detail: failure }
    const target = await realpath(file).catch(() => file)
    const reason = [file, target]
      .map((item) => blind.get(path.dirname(item)))
      .find((text) => text !== undefined)
    if (reason === undefined) return { state: 'watching' }
    return {
      state: 'polling',
      detail: `The system can’t tell of changes here (${reason}); it is looked at every 2 s`,
    }
  }

  /** Waits while servers would be lost by what may be half of a text; a file that is never left alone is taken in the end. */
  async #readWhole(file: string, folder: string | undefined, signal?: AbortSignal): Promise<FileState> {
    const { clock } = this.options
    const giveUpAt = clock.now() + PATIENCE_MS
    for (;;) {
      const reading = await readConfigFile(file)
      const state = await this.#read(file, reading, { folder, signal })
      const isOurs = reading.kind === 'read' && reading.text === this.#written.get(file)
      const waitMs = isOurs ? 0 : readAgainInMs(this.#states.get(file), state, clock.now())
      if (waitMs === 0 || clock.now() >= giveUpAt) return state
      await pause(clock, waitMs, signal)
      signal?.throwIfAborted()
    }
  }

  /** The draft of a file is read with the file's own cache: most of it is the same. */
  async #read(
    file: string,
    reading: FileReading,
    { folder, signal }: { folder?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<FileState> {
    const before = this.#states.get(file)
    const cache = this.#caches.get(file) ?? new ReadingCache()
    this.#caches.set(file, cache)
    const isKnown =
      before?.reading.kind === 'read' && reading.kind === 'read' && before.reading.text === reading.text
    if (reading.kind === 'read' && !isKnown) await cache.warm(reading.text, signal)
    return nextFileState(
      { path: file, folder },
      reading,
      { variables: this.options.variables, cache },
      before,
    )
  }

  /** A new file takes the place that it will have when it is found. */
  #inOrder(states: FileState[]): FileState[] {
    const rank = ({ path: file }: FileState) => {
      const { paths } = this.options
      return paths.findIndex((item) => item === file || item === path.dirname(file))
    }
    return states.toSorted((a, b) => rank(a) - rank(b) || (rank(a) >= 0 && a.path < b.path ? -1 : 1))
  }

  /** A folder that can't be listed keeps the files that were found in it; its problem stands for it in the list. */
  #keepFolder(folder: string, message: string, states: Map<string, FileState>): void {
    const { variables } = this.options
    states.set(folder, nextFileState({ path: folder }, { kind: 'refused', message }, { variables }))
    for (const [file, state] of this.#states) {
      if (file.startsWith(`${folder}/`)) states.set(file, state)
    }
  }
}
