import 'server-only'
import type { DraftCheck, FileText } from '@/lib/domain/api/config'
import type { Run, RunDiff } from '@/lib/domain/discovery'
import { maskEndpoint, maskHealth } from '@/lib/domain/hiding'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import type { ConfigFiles } from './config-files'
import type { DiscoverySettings } from './document/read-settings'
import { Lines } from './document/lines'
import { parseServersText } from './document/parse-servers-text'
import { syntaxOf } from './document/parse-text'
import { eolOf } from './document/text-lines'
import { type Hidden, type HiddenValues, MARKED } from './hidden-values'
import { type Restored, restoreValues } from './restore-values'

interface Previewed {
  diff: RunDiff
  counts: Run['counts']
  problems: Problem[]
}

export interface DraftParts {
  files: ConfigFiles
  hiding: HiddenValues
  /** What the files together would do to the servers, and which of them the registry would refuse. */
  preview: (snapshot: Snapshot) => Previewed | Promise<Previewed>
  /** What is wrong in settings of discovery. */
  checkSettings?: (settings: DiscoverySettings) => Problem[]
  /** Earlier texts of a file, newest first. */
  earlier: (file: string) => AsyncIterable<string>
}

export interface CheckedDraft extends DraftCheck {
  /** What would be written. Holds secrets. */
  text: string
}

/** Drafts of configuration files: what is wrong in them, what they would change, and the text that they stand for. */
export class DraftChecker {
  constructor(private readonly parts: DraftParts) {}

  /** Of a draft that a person edited, in which secret values are hidden. */
  async check(file: string, draft: string): Promise<CheckedDraft> {
    const stored = this.#textOf(file)
    const written = inManner(draft, stored)
    const { restored, sources } = await this.#restore(file, written)
    const checked = await this.checkWhole(file, restored.text)
    const misused =
      restored.problems.length > 0
        ? []
        : this.#misusesOf(file, { draft: written, restored, sources, checked })
    const problems = [
      ...restored.problems,
      ...misused,
      ...checked.problems.map((problem) => ({ ...problem, ...placeIn(restored, problem) })),
    ]
    const { diff, counts } = hasErrors(problems) ? NO_CHANGES : checked
    return { text: restored.text, problems, diff, counts }
  }

  /** Of a text as it is to be written. */
  async checkWhole(file: string, text: string): Promise<CheckedDraft & { candidates: Candidate[] }> {
    const { files, preview, checkSettings } = this.parts
    const { state, snapshot, problems } = await files.preview(file, text)
    const settings = state.settings && checkSettings ? checkSettings(state.settings) : []
    const found = [...problems, ...settings]
    const { candidates } = state
    if (hasErrors(found)) return { text, problems: found, ...NO_CHANGES, candidates }
    const { diff, counts, problems: refused } = await preview(snapshot)
    const here = refused.filter(({ place }) => place === file)
    return { text, problems: [...found, ...here], diff, counts, candidates }
  }

  #textOf(file: string): string | undefined {
    const reading = this.parts.files.file(file)?.reading
    return reading?.kind === 'read' ? reading.text : undefined
  }

  /** Values may come from the file as it is, from another one, or from an earlier version. */
  async #restore(file: string, draft: string): Promise<{ restored: Restored; sources: Source[] }> {
    const marks = new Set([...draft.matchAll(MARKED)].flatMap(([, mark]) => mark ?? []))
    const sources: Source[] = []
    for await (const source of this.#sources(file)) {
      const before = marks.size
      for (const mark of source.hidden.secrets.keys()) marks.delete(mark)
      // The present text always counts: what is written in it keeps its look.
      if (marks.size < before || sources.length === 0) sources.push(source)
      if (marks.size === 0) break
    }
    const hidden = sources.map((source) => source.hidden)
    const restored = restoreValues(draft, { place: file, syntax: syntaxOfFile(file), sources: hidden })
    return { restored, sources }
  }

  async *#sources(file: string): AsyncIterable<Source> {
    const { files, hiding, earlier } = this.parts
    const present = files.file(file)
    for (const state of present
      ? [present, ...files.files.filter(({ path }) => path !== file)]
      : files.files) {
      if (state.reading.kind !== 'read') continue
      yield { hidden: hiding.hide(state.reading.text, state.path), candidates: () => state.candidates }
    }
    for await (const text of earlier(file)) {
      const read = () => parseServersText(text, { place: file }).snapshot.candidates
      yield { hidden: hiding.hide(text, file), candidates: read }
    }
  }

  /** Whoever may not read a secret may not have it shown, nor send it elsewhere. */
  #misusesOf(file: string, { draft, restored, sources, checked }: Used): Problem[] {
    if (restored.secrets.size === 0) return []
    const known = ownersOf(sources.flatMap((source) => source.candidates()))
    const sent = checked.candidates.flatMap((candidate) => {
      const kept = [...sitesOf(candidate)].filter(([secret]) => restored.secrets.has(secret))
      const isElsewhere = kept.some(
        ([secret, sites]) => ![...sites].every((site) => known.get(secret)?.has(site)),
      )
      return isElsewhere ? [sentElsewhere(file, candidate)] : []
    })
    const isPiece = (mark: string) =>
      sources.some(({ hidden }) => hidden.isBroken && hidden.secrets.has(mark))
    const bare = barePlaces(draft, this.parts.hiding.hide(restored.text, file).text)
      .filter(({ mark }) => !isPiece(mark))
      .map(({ offset }) => shownHere(file, draft, offset))
    return [...sent.map((problem) => ({ ...problem, ...placeIn(restored, problem) })), ...bare]
  }
}

interface Source {
  hidden: Hidden
  candidates: () => Candidate[]
}

interface Used {
  draft: string
  restored: Restored
  sources: Source[]
  checked: { candidates: Candidate[] }
}

/** Line breaks as the file has them, which editors in a browser know nothing of; the last line has one too. */
function inManner(draft: string, stored: string | undefined): string {
  const eol = stored === undefined ? '\n' : eolOf(stored)
  const isEnded = draft === '' || draft.endsWith('\n') || (stored !== undefined && !stored.endsWith('\n'))
  return (isEnded ? draft : `${draft}\n`).replace(/\r?\n/g, eol)
}

const NO_CHANGES = { diff: null, counts: null }

function syntaxOfFile(file: string): FileText['syntax'] {
  return syntaxOf(file) ?? 'yaml'
}

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

function placeIn({ positionOf }: Restored, { line, column }: Problem): Pick<Problem, 'line' | 'column'> {
  if (line === undefined) return {}
  const position = positionOf({ line, column: column ?? 1 })
  return { line: position.line, ...(column !== undefined && { column: position.column }) }
}

/** Each secret of a server with where it goes: the host that it is sent to, or a program of this machine. */
function sitesOf({ spec, declared }: Candidate): Map<string, Set<string>> {
  const sites = new Map<string, Set<string>>()
  const note = (site: string) => (secret: string) => {
    sites.set(secret, (sites.get(secret) ?? new Set()).add(site))
    return secret
  }
  const endpoint = declared ?? spec.endpoint
  maskEndpoint(endpoint, note(endpoint.kind === 'stdio' ? 'a program' : originOf(endpoint.url)))
  if (spec.health.url !== undefined) maskHealth(spec.health, note(originOf(spec.health.url)))
  return sites
}

function ownersOf(candidates: readonly Candidate[]): Map<string, Set<string>> {
  const owners = new Map<string, Set<string>>()
  for (const candidate of candidates) {
    for (const [secret, sites] of sitesOf(candidate))
      owners.set(secret, new Set([...(owners.get(secret) ?? []), ...sites]))
  }
  return owners
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}

function sentElsewhere(file: string, { spec, origin }: Candidate): Problem {
  return {
    severity: 'error',
    message: `${spec.name} leads elsewhere than what its hidden values belong to: enter them again, or use references`,
    place: file,
    server: spec.name,
    ...(origin?.line !== undefined && { line: origin.line }),
  }
}

function shownHere(file: string, draft: string, offset: number): Problem {
  const message = 'A hidden value can’t stand here: in this place it would be shown to everybody'
  return { severity: 'error', message, place: file, ...new Lines(draft).positionAt(offset) }
}

/** Marks that stand in the draft more often than they are hidden again, each with the place that lays its value open. */
function barePlaces(draft: string, shown: string): { mark: string; offset: number }[] {
  const covered = marksOf(shown)
  const linesOf = (text: string) => new Set(text.split('\n').map((line) => line.trim()))
  const coveredLines = linesOf(shown)
  return [...marksOf(draft)].flatMap(([mark, offsets]) => {
    if ((covered.get(mark)?.length ?? 0) >= offsets.length) return []
    const offset = offsets.find((at) => !coveredLines.has(lineAt(draft, at))) ?? offsets[0] ?? 0
    return [{ mark, offset }]
  })
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset) + 1
  return (text.slice(start).split('\n', 1)[0] ?? '').trim()
}

function marksOf(text: string): Map<string, number[]> {
  const offsets = new Map<string, number[]>()
  for (const { 1: mark, index } of text.matchAll(MARKED)) {
    if (mark !== undefined) offsets.set(mark, [...(offsets.get(mark) ?? []), index])
  }
  return offsets
}
