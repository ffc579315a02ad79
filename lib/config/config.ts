import 'server-only'
import path from 'node:path'
import type { z } from 'zod'
import type { RunResult } from '@/lib/discovery/run'
import type {
  ConfigFile,
  ConfigVersion,
  DraftCheck,
  FileText,
  getConfig,
  GoneFile,
  Reload,
} from '@/lib/domain/api/config'
import type { ServerSpec } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import type { ConfigFiles } from './config-files'
import type { ConfigHistory } from './config-history'
import { syntaxOf } from './document/parse-text'
import type { CheckedDraft, DraftChecker } from './draft-check'
import type { FileState } from './file-state'
import { isFileName, readConfigFile } from './files'
import type { HiddenValues } from './hidden-values'
import { persistServer } from './persist'
import { readOnlyFolderReason, readOnlyReason } from './read-only'
import { ENVIRONMENT, FILES, type ReloadLog } from './reload-log'
import { replaceFile } from './replace-file'

export type ConfigView = z.infer<typeof getConfig.response>
export interface SavedFile {
  version: string
  reload: Reload
}

export interface ConfigOptions {
  files: ConfigFiles
  discovery: {
    run(source: string): Promise<unknown>
    onRan(listener: (result: RunResult) => void): () => void
  }
  reloads: ReloadLog
  history: ConfigHistory
  hiding: HiddenValues
  drafts: DraftChecker
  /** Whether MCP_SERVERS is set. */
  environmentIsSet: boolean
  /** JSON Schema of a file. */
  schema: () => Record<string, unknown>
}

/** The configuration as people see and handle it: its files and their history, what reloads changed, and saving into it. */
export class Config {
  #environment: RunResult | undefined
  #schema: Record<string, unknown> | undefined
  #saving: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: ConfigOptions) {
    options.discovery.onRan((result) => this.#hear(result))
  }

  async view(): Promise<ConfigView> {
    const { files, environmentIsSet, reloads } = this.options
    const folders = files.paths.filter((item) => !isFileName(item))
    return {
      watching: files.watching,
      paths: [...files.paths],
      files: await Promise.all(files.files.map((state) => this.#viewOf(state))),
      gone: await this.#gone(),
      folders: await Promise.all(folders.map(viewOfFolder)),
      environment: {
        set: environmentIsSet,
        servers: this.#environment?.servers ?? [],
        problems: this.#environment?.problems ?? [],
      },
      reloads: await reloads.recent(),
    }
  }

  /** JSON Schema of a configuration file, for editors. */
  schema(): Record<string, unknown> {
    return (this.#schema ??= this.options.schema())
  }

  /** Reads files and environment again now. */
  reload(): Promise<Reload> {
    const { discovery, reloads, environmentIsSet } = this.options
    const sources = environmentIsSet ? [FILES, ENVIRONMENT] : [FILES]
    return reloads.gather(() => Promise.all(sources.map((source) => discovery.run(source))))
  }

  /** A file's text as it stands on disk, secrets hidden. Throws `not-found` for none of ours, `bad-input` for no text. */
  async read(file: string): Promise<FileText> {
    const ours = this.#ours(file)
    const reading = await readConfigFile(ours)
    if (reading.kind === 'refused') throw new AppError('bad-input', `${ours}: ${reading.message}`)
    const { hiding, history } = this.options
    if (reading.kind === 'read') await hiding.warm(reading.text, ours)
    return {
      path: ours,
      text: reading.kind === 'read' ? hiding.hide(reading.text, ours).text : '',
      version: reading.kind === 'read' ? history.versionOf(reading.text) : null,
      syntax: syntaxOf(ours) ?? 'yaml',
      readOnly: (await readOnlyReason(ours)) ?? null,
    }
  }

  /** What is wrong in a draft, and what it would change. Throws `not-found`. */
  async check(file: string, draft: string): Promise<DraftCheck> {
    const { problems, diff, counts } = await this.options.drafts.check(this.#ours(file), draft)
    return { problems, diff, counts }
  }

  /**
   * Writes a draft and reads it again. `version` is the text that it was made from, null for a new file. Throws
   * `revision-conflict` when the file is another by now, `bad-input` for a draft with errors, `read-only`, `not-found`.
   */
  async save(file: string, draft: string, version: string | null): Promise<SavedFile> {
    const ours = this.#ours(file)
    return this.#inTurn(async () => {
      const checked = await this.options.drafts.check(ours, draft)
      return this.#write(ours, checked, { version, origin: 'saved' })
    })
  }

  /** Newest first. */
  async versions(file: string): Promise<ConfigVersion[]> {
    return this.options.history.list(this.#ours(file))
  }

  /** Throws `not-found`. */
  async version(id: number): Promise<ConfigVersion & { text: string }> {
    const version = await this.#stored(id)
    await this.options.hiding.warm(version.text, version.path)
    return { ...version, text: this.options.hiding.hide(version.text, version.path).text }
  }

  /** Writes an earlier text back, through the same checks as `save`. */
  restore(id: number, version: string | null): Promise<SavedFile> {
    return this.#inTurn(async () => {
      const { path: file, text } = await this.#stored(id)
      const ours = this.#ours(file)
      const checked = await this.options.drafts.checkWhole(ours, text)
      return this.#write(ours, checked, { version, origin: 'restored' })
    })
  }

  /**
   * Writes a server into one of the configuration files and reads that again. Returns warnings for the person.
   * Throws `not-found` for a file that is none of them, `read-only` for one that may not be written.
   */
  async saveServer(file: string, spec: ServerSpec): Promise<{ file: string; warnings: string[] }> {
    const ours = this.#ours(file)
    return this.#inTurn(async () => {
      const warnings = await persistServer(ours, spec)
      await this.options.discovery.run(FILES)
      return { file: ours, warnings }
    })
  }

  /** Stores what has not been stored yet. */
  async settled(): Promise<void> {
    await Promise.all([this.options.history.settled(), this.options.reloads.settled()])
  }

  async #write(
    file: string,
    { text, problems }: CheckedDraft,
    { version, origin }: { version: string | null; origin: ConfigVersion['origin'] },
  ): Promise<SavedFile> {
    const { history, files, discovery, reloads } = this.options
    const reason = await readOnlyReason(file)
    if (reason !== undefined) throw new AppError('read-only', `${file} can't be written. ${reason}`)
    const error = problems.find(({ severity }) => severity === 'error')
    if (error) throw refusedFor(file, error.line, error.message)
    let before: string | undefined
    await replaceFile(file, (present) => {
      const found = present === undefined ? null : history.versionOf(present)
      if (found !== version) throw changedMeanwhile(file, { found, version })
      before = present
      return text
    })
    // What was there may have come and gone between two looks; and what is there now was not found, but written.
    if (before !== undefined) history.keep([(await files.preview(file, before)).state])
    history.keep([(await files.preview(file, text)).state], origin)
    files.wrote(file, text)
    const reload = await reloads.gather(() => discovery.run(FILES))
    return { version: history.versionOf(text), reload }
  }

  /** One writer at a time, of this process; another one's change is found when the file is replaced. */
  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const saved = this.#saving.then(write)
    this.#saving = saved.catch(() => undefined)
    return saved
  }

  async #stored(id: number): Promise<ConfigVersion & { text: string }> {
    const version = await this.options.history.get(id)
    if (!version)
      throw new AppError('not-found', `There is no version ${id}; the newest fifty of a file are kept`)
    return version
  }

  /** What was in a configured folder; a file that is named by itself is listed also while it is missing. */
  async #gone(): Promise<GoneFile[]> {
    const { history, files } = this.options
    const newest = (await history.newest()).filter(
      ({ path: file }) => files.file(file) === undefined && belongs(file, files.paths),
    )
    const readings = await Promise.all(newest.map(({ path: file }) => readConfigFile(file)))
    return newest
      .filter((_, index) => readings[index]?.kind === 'missing')
      .map(({ path: file, at, servers }) => ({ path: file, at, servers }))
  }

  /** A file that is configured, or one that belongs into a configured folder. Throws `not-found`. */
  #ours(file: string): string {
    const { files } = this.options
    const whole = path.resolve(file)
    if (files.file(whole) !== undefined || belongs(whole, files.paths)) return whole
    throw new AppError(
      'not-found',
      `${whole} is none of the configuration files; they are set by PORTOLAN_CONFIG`,
    )
  }

  #hear(result: RunResult): void {
    if (result.source === ENVIRONMENT) this.#environment = result
    if (result.source === FILES) this.options.history.keep(this.options.files.files)
    this.options.reloads.hear(result)
  }

  async #viewOf({
    path: file,
    reading,
    valid,
    problems,
    candidates,
    settings,
    health,
  }: FileState): Promise<ConfigFile> {
    const isFile = isFileName(file) && reading.kind !== 'refused'
    const readOnly = isFile ? await readOnlyReason(file) : 'It is no file that can be read'
    return {
      path: file,
      exists: reading.kind !== 'missing',
      writable: readOnly === undefined,
      readOnly: readOnly ?? null,
      valid,
      problems,
      servers: candidates.map(({ spec }) => spec.name),
      sets: [...Object.keys(settings?.values ?? {}), ...(health ? ['health'] : [])],
      modifiedAt: reading.kind === 'missing' ? null : (reading.modifiedAt ?? null),
      watch: await this.options.files.watchStateOf(file),
    }
  }
}

/** Whether a file is one of the configured paths, or would be found in one. */
function belongs(file: string, paths: readonly string[]): boolean {
  return paths.some((item) =>
    isFileName(item)
      ? item === file
      : item === path.dirname(file) && isFileName(file) && !path.basename(file).startsWith('.'),
  )
}

async function viewOfFolder(folder: string): Promise<ConfigView['folders'][number]> {
  const readOnly = await readOnlyFolderReason(folder)
  return {
    path: folder,
    exists: readOnly === undefined || !readOnly.includes('does not exist'),
    readOnly: readOnly ?? null,
  }
}

function refusedFor(file: string, line: number | undefined, reason: string): AppError {
  const at = line === undefined ? '' : ` in line ${line}`
  return new AppError('bad-input', `${file} was not written, as it has an error${at}: ${reason}`)
}

function changedMeanwhile(
  file: string,
  { found, version }: { found: string | null; version: string | null },
): AppError {
  const what =
    version === null ? 'is there already' : found === null ? 'is not there any more' : 'was changed meanwhile'
  return new AppError(
    'revision-conflict',
    `${file} ${what}; nothing was written. Compare both versions and apply again`,
    {
      details: { version: found },
    },
  )
}
