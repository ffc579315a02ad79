import 'server-only'
import path from 'node:path'
import type { z } from 'zod'
import type { Discovery } from '@/lib/discovery/discovery'
import type { RunResult } from '@/lib/discovery/run'
import type { ConfigFile, getConfig, Reload } from '@/lib/domain/api/config'
import type { ServerSpec } from '@/lib/domain/server'
import type { EventBus } from '@/lib/events/bus'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { ConfigFiles } from './config-files'
import { maskText } from './document/mask'
import type { FileState } from './file-state'
import { isFileName, isWritable } from './files'
import { persistServer } from './persist'
import { reloadEvents, reloadOf } from './reloads'

const KEPT_RELOADS = 20
const FILES = 'config-file'
const ENVIRONMENT = 'environment'

export type ConfigView = z.infer<typeof getConfig.response>

export interface ConfigOptions {
  files: ConfigFiles
  discovery: Pick<Discovery, 'run' | 'onRan'>
  bus: EventBus
  clock: Clock
  /** Whether MCP_SERVERS is set. */
  environmentIsSet: boolean
}

/** The configuration as people see and handle it: its files, what reloads changed, and saving into it. */
export class Config {
  readonly #reloads: Reload[] = []
  readonly #masked = new Map<string, { text: string; masked: string }>()
  #environment: RunResult | undefined
  #saving: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: ConfigOptions) {
    options.discovery.onRan((result) => this.#hear(result))
  }

  async view(): Promise<ConfigView> {
    const { files, environmentIsSet } = this.options
    return {
      watching: files.watching,
      paths: [...files.paths],
      files: await Promise.all(files.files.map((state) => this.#viewOf(state))),
      environment: {
        set: environmentIsSet,
        servers: this.#environment?.servers ?? [],
        problems: this.#environment?.problems ?? [],
      },
      reloads: [...this.#reloads],
    }
  }

  /** Reads files and environment again now. */
  async reload(): Promise<Reload> {
    const { discovery, clock } = this.options
    const results = await Promise.all([discovery.run(FILES), discovery.run(ENVIRONMENT)])
    return reloadOf(results, 'request', new Date(clock.now()).toISOString())
  }

  /**
   * Writes a server into one of the configuration files and reads that again. Returns warnings for the person.
   * Throws `not-found` for a file that is none of them, `read-only` for one that may not be written.
   */
  saveServer(file: string, spec: ServerSpec): Promise<{ file: string; warnings: string[] }> {
    const saved = this.#saving.then(() => this.#save(path.resolve(file), spec))
    this.#saving = saved.catch(() => undefined)
    return saved
  }

  async #save(file: string, spec: ServerSpec): Promise<{ file: string; warnings: string[] }> {
    if (!this.#isOurs(file)) {
      throw new AppError(
        'not-found',
        `${file} is none of the configuration files; they are set by PORTOLAN_CONFIG`,
      )
    }
    const warnings = await persistServer(file, spec)
    await this.options.discovery.run(FILES)
    return { file, warnings }
  }

  /** A file that is configured, or one that belongs into a configured folder. */
  #isOurs(file: string): boolean {
    const { files } = this.options
    if (files.files.some((state) => state.path === file)) return true
    return files.paths.some((item) =>
      isFileName(item) ? item === file : item === path.dirname(file) && isFileName(file),
    )
  }

  #hear(result: RunResult): void {
    if (result.source === ENVIRONMENT) this.#environment = result
    if (result.source !== FILES && result.source !== ENVIRONMENT) return
    const reload = reloadOf([result], result.trigger, result.at)
    // The environment can't change while this runs: only its first run, or a failed one, has news.
    if (result.source === ENVIRONMENT && (!this.options.environmentIsSet || reload.outcome === 'unchanged'))
      return
    this.#reloads.unshift(reload)
    this.#reloads.splice(KEPT_RELOADS)
    this.options.bus.publish(...reloadEvents(reload))
  }

  async #viewOf({ path: file, reading, valid, problems, candidates }: FileState): Promise<ConfigFile> {
    return {
      path: file,
      exists: reading.kind !== 'missing',
      writable: isFileName(file) && reading.kind !== 'refused' && (await isWritable(file)),
      valid,
      text: reading.kind === 'read' ? this.#mask(file, reading.text) : null,
      problems,
      servers: candidates.map(({ spec }) => spec.name),
      modifiedAt: reading.kind === 'missing' ? null : (reading.modifiedAt ?? null),
    }
  }

  /** Kept until the text changes: a large file takes long to parse. */
  #mask(file: string, text: string): string {
    const before = this.#masked.get(file)
    if (before?.text === text) return before.masked
    const masked = maskText(text, file)
    this.#masked.set(file, { text, masked })
    return masked
  }
}
