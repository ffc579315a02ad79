import 'server-only'
import path from 'node:path'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Clock } from '@/lib/kit/clock'
import { pause } from '@/lib/kit/pause'
import type { ReadServers, Source, SourceParts } from '../../source'
import { CLIENTS, type ClientId, type Machine, resolveExtraPath } from './clients'
import { type Declaration, mergeClients } from './merge-clients'
import { type ClientFile, type Reading, readDeclarations } from './read-declarations'
import { markOfFile } from './read-file'

export interface ClientFilesOptions {
  settings: { clients: readonly ClientId[]; paths: readonly string[] }
  local: NonNullable<SourceParts['local']>
  readServers: ReadServers
  variable: (name: string) => string | undefined
  clock: Clock
}

const POLL_MS = 1_000

/** Reads the files of MCP clients, and again when what they declare has changed. */
export class ClientFilesSource implements Source {
  readonly id = 'client-files'
  readonly title = 'Clients on this machine'
  readonly #files: ClientFile[]
  readonly #refused: Problem[]
  #parts: SourcePart[]
  /** What each file declared when it could be read last. */
  #good = new Map<string, Declaration[]>()
  /** Of the files as they were read last. */
  #known: { marks: string; print: string } | undefined

  constructor(private readonly options: ClientFilesOptions) {
    const { settings, local, variable } = options
    const machine: Machine = { ...local, variable }
    const extra = settings.paths.map((text) => ({ text, file: resolveExtraPath(text, machine) }))
    this.#files = filesOf(
      settings.clients,
      extra.flatMap(({ file }) => file ?? []),
      machine,
    )
    this.#refused = extra.flatMap(({ text, file }) =>
      file === undefined
        ? [
            {
              severity: 'error' as const,
              place: text,
              message: 'Write a whole path, or one that begins with ~/',
            },
          ]
        : [],
    )
    this.#parts = this.#files.map(({ title, path: name }) => ({
      name: `${title} · ${name}`,
      state: 'connecting',
    }))
  }

  async discover(signal: AbortSignal): Promise<Snapshot> {
    // Taken before the files are read: what changes meanwhile is then seen as a change.
    const marks = await this.#marks()
    const readings = await this.#readAll()
    signal.throwIfAborted()
    const merged = mergeClients(readings.flatMap((reading) => this.#declarationsOf(reading)))
    this.#known = { marks, print: printOf(readings) }
    this.#parts = readings.map((reading) => this.#partOf(reading))
    return {
      candidates: merged.candidates,
      problems: [...this.#refused, ...readings.flatMap(({ problems }) => problems), ...merged.problems],
      unreadable: readings.filter(({ state }) => state === 'failing').map(({ file }) => file.path),
    }
  }

  /** Clients write their files all the time; it tells only when what they declare has changed, and stays so. */
  async watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    let before: string | undefined
    let judged: string | undefined
    while (!signal.aborted) {
      const marks = await this.#marks()
      const isSettled = marks === before && marks !== judged
      before = marks
      if (isSettled && this.#known) {
        judged = marks
        if (marks !== this.#known.marks && printOf(await this.#readAll()) !== this.#known.print) onChange()
      }
      await pause(this.options.clock, POLL_MS, signal)
    }
  }

  parts(): SourcePart[] {
    return this.#parts
  }

  async #marks(): Promise<string> {
    return (await Promise.all(this.#files.map((file) => markOfFile(file.path)))).join('\n')
  }

  #readAll(): Promise<Reading[]> {
    return Promise.all(this.#files.map((file) => readDeclarations(file, this.options.readServers)))
  }

  /** A file that breaks must not leave its names to others for so long. */
  #declarationsOf({ file, state, declarations }: Reading): Declaration[] {
    if (state !== 'failing') {
      this.#good.set(file.path, declarations)
      return declarations
    }
    const kept = (this.#good.get(file.path) ?? []).map((declaration) => ({ ...declaration, isKept: true }))
    return [...declarations, ...kept]
  }

  #partOf({ file, state, detail, declarations }: Reading): SourcePart {
    const name = `${file.title} · ${file.path}`
    const before = this.#parts.find((part) => part.name === name)
    const isSame = before?.state === state && before.since !== undefined
    return {
      name,
      state,
      found: declarations.reduce((sum, { candidates }) => sum + candidates.length, 0),
      since: isSame ? before.since : new Date(this.options.clock.now()).toISOString(),
      ...(detail !== undefined && { detail }),
    }
  }
}

function filesOf(ids: readonly ClientId[], extra: readonly string[], machine: Machine): ClientFile[] {
  const usual = CLIENTS.filter(({ id }) => ids.includes(id)).flatMap(({ id, title, root, format, files }) =>
    files(machine).map((file) => ({ path: file, title, suffix: id, client: { root, format } })),
  )
  const known = new Set(usual.map((file) => file.path))
  const named = [...new Set(extra)]
    .filter((file) => !known.has(file))
    .map((file) => ({ path: file, title: path.basename(file), suffix: path.parse(file).name }))
  return [...usual, ...named]
}

function printOf(readings: readonly Reading[]): string {
  return readings.map(({ file, print }) => `${file.path}\n${print}`).join('\n')
}
