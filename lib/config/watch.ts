import 'server-only'
import { type FSWatcher, watch as watchFolder } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { findFiles } from './files'
import { countPresent, fingerprint } from './fingerprint'

export interface WatchOptions {
  paths: readonly string[]
  /** The fingerprint of what was loaded last. */
  loaded: () => string | undefined
  onChange: () => void
  /** Told after each look. */
  onHealth?: (health: WatchHealth) => void
  clock: Clock
  logger: Logger
  signal: AbortSignal
}

/** How well the watch sees. */
export interface WatchHealth {
  /** Folders of whose changes the system tells nothing, each with the reason. */
  blind: ReadonlyMap<string, string>
  /** Why the last look failed. */
  failure?: string
}

/** So long must files stay as they are before a change counts: editors write in two steps. */
const SETTLE_MS = 100
/** Longer when one has gone: many a program removes a file before it writes it anew. */
const VANISHED_MS = 600
/** Hints of the operating system are lost on network and container mounts; then this finds the change. */
const POLL_MS = 2_000

/**
 * Watches files and folders, also such as do not exist yet. What counts is the comparison of fingerprints; the operating
 * system's events only say when it is worth while. So replaced files, swapped links (Kubernetes mounts) and lost events
 * need no cases of their own. Settles when the signal aborts.
 */
export function watchPaths(options: WatchOptions): Promise<void> {
  return new PathWatch(options).run()
}

class PathWatch {
  readonly #folders = new FolderHints(
    () => this.#checkIn(40),
    (error) =>
      this.options.logger.warn(
        { reason: messageOf(error) },
        'Files can’t be watched; they are looked at every 2 s',
      ),
  )
  #candidate: { print: string; since: number } | undefined
  #told: string | undefined
  #due = Infinity
  #cancel: () => void = () => undefined
  #checking: Promise<void> = Promise.resolve()

  constructor(private readonly options: WatchOptions) {}

  async run(): Promise<void> {
    const { signal } = this.options
    const ended = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    this.#checkIn(0)
    await ended
    this.#cancel()
    await this.#checking
    this.#folders.close()
  }

  /** One check is planned at a time, the soonest that anyone asked for. */
  #checkIn(delayMs: number): void {
    const { clock, signal } = this.options
    const due = clock.now() + delayMs
    if (signal.aborted || due >= this.#due) return
    this.#cancel()
    this.#due = due
    this.#cancel = clock.after(delayMs, () => {
      this.#checking = this.#checking.then(() => this.#check())
    })
  }

  async #check(): Promise<void> {
    this.#due = Infinity
    let nextMs = POLL_MS
    try {
      await this.#folders.cover(this.options.paths)
      nextMs = this.#judge(await fingerprint(this.options.paths))
      this.options.onHealth?.({ blind: this.#folders.blind })
    } catch (error) {
      this.options.onHealth?.({ blind: this.#folders.blind, failure: messageOf(error) })
      this.options.logger.warn({ reason: messageOf(error) }, 'The configuration files could not be looked at')
    }
    this.#checkIn(nextMs)
  }

  /** Tells of a change that has settled; returns when to look again, in ms. */
  #judge(print: string): number {
    const { clock, loaded, onChange } = this.options
    const known = loaded()
    if (known === undefined || print === known || print === this.#told) {
      this.#candidate = undefined
      return POLL_MS
    }
    if (this.#candidate?.print !== print) this.#candidate = { print, since: clock.now() }
    const settleMs = countPresent(print) < countPresent(known) ? VANISHED_MS : SETTLE_MS
    const leftMs = this.#candidate.since + settleMs - clock.now()
    if (leftMs > 0) return leftMs
    this.#candidate = undefined
    this.#told = print
    onChange()
    return POLL_MS
  }
}

/** Watches the folders in which a change of the paths would show. */
class FolderHints {
  readonly #watchers = new Map<string, { inode: bigint; watcher: FSWatcher }>()
  readonly blind = new Map<string, string>()
  #reported = false

  constructor(
    private readonly onHint: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  async cover(paths: readonly string[]): Promise<void> {
    const wanted = await foldersOf(paths)
    for (const [folder, { inode, watcher }] of this.#watchers) {
      // A folder that was removed and made again has another inode, and the old watcher is deaf.
      if (wanted.get(folder) === inode) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of this.blind.keys()) if (!wanted.has(folder)) this.blind.delete(folder)
    for (const [folder, inode] of wanted) {
      if (!this.#watchers.has(folder)) this.#open(folder, inode)
    }
  }

  close(): void {
    for (const { watcher } of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #open(folder: string, inode: bigint): void {
    try {
      const watcher = watchFolder(folder, { persistent: false }, this.onHint)
      watcher.on('error', () => this.onHint())
      this.#watchers.set(folder, { inode, watcher })
      this.blind.delete(folder)
      // What happened between the last look and now was not heard.
      this.onHint()
    } catch (error) {
      this.blind.set(folder, messageOf(error))
      if (!this.#reported) this.onError(error)
      this.#reported = true
    }
  }
}

/** With each folder's inode: the one a path is in, the path itself if it is a folder, and where its link leads. */
async function foldersOf(paths: readonly string[]): Promise<Map<string, bigint>> {
  const { files } = await findFiles(paths)
  const targets = await Promise.all(files.map((file) => realpath(file).catch(() => file)))
  const wanted = new Map<string, bigint>()
  const parents = [...paths, ...files, ...targets].map((item) => path.dirname(item))
  for (const folder of new Set([...paths, ...parents])) {
    const nearest = await nearestFolder(folder)
    if (nearest) wanted.set(nearest.folder, nearest.inode)
  }
  return wanted
}

/** The folder itself, or the nearest one above it that exists. */
async function nearestFolder(folder: string): Promise<{ folder: string; inode: bigint } | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await stat(at, { bigint: true }).catch(() => undefined)
    if (found?.isDirectory()) return { folder: at, inode: found.ino }
    if (at === path.dirname(at)) return undefined
  }
}
