import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Variables } from './document/interpolate'
import type { DiscoverySettings } from './document/read-settings'
import { type FileState, mergeFiles, nextFileState } from './file-state'
import { findFiles, readConfigFile } from './files'
import { fingerprint } from './fingerprint'
import { watchPaths } from './watch'

export interface ConfigFilesOptions {
  /** Files and folders, in order of precedence. */
  paths: readonly string[]
  /** What `${VAR}` is filled from. */
  variables: Variables
  clock: Clock
  logger: Logger
}

/** The configuration files and their last good state. Loads all of them as one; tells when they have changed. */
export class ConfigFiles {
  #states = new Map<string, FileState>()
  #problemsOf = new Map<string, Problem[]>()
  #loaded: string | undefined
  #watching = false

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

  /**
   * What the files set about discovery under `discovery:`, in order of precedence, as of the last load. A file that is
   * broken keeps what it set last.
   */
  discoverySettings(): DiscoverySettings[] {
    return [...this.#states.values()].flatMap(({ settings }) => settings ?? [])
  }

  /** Reads every file and validates it whole. Files that can't be used keep their last good state. */
  async load(signal?: AbortSignal): Promise<Snapshot> {
    const { paths, variables } = this.options
    // Taken before the files are read: what changes meanwhile is then seen as a change.
    const seen = await fingerprint(paths)
    const found = await findFiles(paths)
    const states = new Map<string, FileState>()
    for (const path of found.files) {
      signal?.throwIfAborted()
      states.set(path, nextFileState(path, await readConfigFile(path), variables, this.#states.get(path)))
    }
    for (const { folder, message } of found.refused) this.#keepFolder(folder, message, states)
    const { problemsOf, ...snapshot } = mergeFiles([...states.values()])
    this.#states = states
    this.#problemsOf = problemsOf
    this.#loaded = seen
    return snapshot
  }

  /** Calls `onChange` when what is on disk differs from what was loaded, until the signal aborts. */
  async watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    const { paths, clock, logger } = this.options
    this.#watching = true
    try {
      await watchPaths({ paths, clock, logger, loaded: () => this.#loaded, onChange, signal })
    } finally {
      this.#watching = false
    }
  }

  /** A folder that can't be listed keeps the files that were found in it; its problem stands for it in the list. */
  #keepFolder(folder: string, message: string, states: Map<string, FileState>): void {
    states.set(folder, nextFileState(folder, { kind: 'refused', message }, this.options.variables))
    for (const [path, state] of this.#states) {
      if (path.startsWith(`${folder}/`)) states.set(path, state)
    }
  }
}
