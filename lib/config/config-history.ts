import 'server-only'
import type { ConfigVersion } from '@/lib/domain/api/config'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { ConfigVersionStore } from '@/lib/store/config-versions'
import type { FileState } from './file-state'

export interface ConfigHistoryParts {
  store: Pick<ConfigVersionStore, 'add' | 'list' | 'newest' | 'get' | 'versionOf'>
  clock: Clock
  logger: Logger
}

/** The texts that the configuration files have had. */
export class ConfigHistory {
  readonly #kept = new Map<string, string>()
  #storing: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: ConfigHistoryParts) {}

  versionOf(text: string): string {
    return this.parts.store.versionOf(text)
  }

  async list(file: string): Promise<ConfigVersion[]> {
    await this.#storing
    return this.parts.store.list(file)
  }

  /** The newest text of each file that has had any, newest first. */
  async newest(): Promise<ConfigVersion[]> {
    await this.#storing
    return this.parts.store.newest()
  }

  get(id: number): Promise<(ConfigVersion & { text: string }) | undefined> {
    return this.parts.store.get(id)
  }

  /** Newest first. */
  async *texts(file: string): AsyncIterable<string> {
    for (const { id } of await this.list(file)) {
      const version = await this.get(id)
      if (version) yield version.text
    }
  }

  /** Keeps each text that is new. What can't be kept is no reason not to serve. */
  keep(files: readonly FileState[], origin: ConfigVersion['origin'] = 'found'): void {
    for (const { path, reading, valid, candidates } of files) {
      if (reading.kind !== 'read' || this.#kept.get(path) === reading.text) continue
      this.#kept.set(path, reading.text)
      const at = new Date(this.parts.clock.now()).toISOString()
      const version = { path, at, origin, valid, servers: valid ? candidates.length : 0, text: reading.text }
      this.#storing = this.#storing
        .then(() => this.parts.store.add(version))
        .catch((error: unknown) =>
          this.parts.logger.warn({ err: error, path }, 'A version of a file could not be kept'),
        )
    }
  }

  async settled(): Promise<void> {
    await this.#storing
  }
}
