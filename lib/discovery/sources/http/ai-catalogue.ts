import 'server-only'
import type { Snapshot } from '@/lib/domain/snapshot'
import { isAppError } from '@/lib/kit/app-error'
import { inParallel } from '@/lib/kit/in-parallel'
import { type AiEntry, aiEntrySchema, described, isCatalogueType, isOurs, joined, labelOf } from './ai-entry'
import type { CatalogueClient } from './catalogue-client'
import { type Found, interpretInline } from './interpret'
import type { ReadDocument } from './to-candidates'

const MAX_DEPTH = 5
const MAX_DOCUMENTS = 1_000
const AT_ONCE = 4

/** The places of the servers below a catalogue, by its URL, as they were when it could be read. */
export type Below = Map<string, readonly string[]>

interface WalkOptions {
  client: CatalogueClient
  read: ReadDocument
  placeOf: (url: URL) => string
  /** The whole, as its servers name it. */
  scope: string
  /** Outlives the walk. */
  below: Below
}

/** Where the walk is: an entry, and the catalogues that lead to it. */
interface Step {
  entry: AiEntry
  /** What relative URLs are relative to. */
  at: URL
  place: string
  path: readonly string[]
}

/** What an AI catalogue and the catalogues in it list. An entry that can't be read is told, and harms no other. */
export class CatalogueWalk {
  readonly #seen = new Set<string>()
  #documents = 0

  constructor(private readonly options: WalkOptions) {}

  /** `path` holds the URLs of the catalogues that lead here. */
  async walk(
    entries: readonly unknown[],
    at: URL,
    path: readonly string[] = [],
  ): Promise<Required<Snapshot>> {
    this.#seen.add(at.href)
    const here = [...path, at.href]
    const read = await inParallel(entries, AT_ONCE, (entry) => this.#entry(entry, at, here))
    const ours = read.filter((one) => one !== 'other')
    const all = joined(ours)
    if (ours.length === 0 && entries.length > 0) {
      const message = `None of the ${entries.length} entries of this catalogue is an MCP server`
      all.problems.push({ severity: 'warning', place: this.options.placeOf(at), message })
    }
    return all
  }

  async #entry(value: unknown, at: URL, path: readonly string[]): Promise<Snapshot | 'other'> {
    const here = this.options.placeOf(at)
    const parsed = aiEntrySchema.safeParse(value)
    if (!parsed.success) return wrong('An entry of the catalogue is no object', here)
    const entry = parsed.data
    if (!isOurs(entry)) return 'other'
    if (entry.data !== undefined) {
      // A place of its own, so that one that is broken keeps what is stored of it and of no other.
      const place = `${here}#${entry.identifier ?? labelOf(entry)}`
      return this.#take(interpretInline(entry.data, at, place, this.options.read), { entry, at, place, path })
    }
    if (entry.url === undefined || !URL.canParse(entry.url, at.href))
      return wrong(`${labelOf(entry)} has neither data nor a URL that is one`, here)
    const url = new URL(entry.url, at.href)
    url.hash = ''
    return this.#follow(url, { entry, at, place: this.options.placeOf(url), path })
  }

  async #follow(url: URL, step: Step): Promise<Snapshot> {
    const label = labelOf(step.entry)
    if (step.path.includes(url.href)) {
      const message = `The catalogue lists itself, or one that lists it, as ${label}; it is read once`
      return { candidates: [], problems: [{ severity: 'warning', place: step.place, message }] }
    }
    if (this.#seen.has(url.href)) return { candidates: [], problems: [] }
    this.#seen.add(url.href)
    this.#documents += 1
    if (this.#documents > MAX_DOCUMENTS)
      return wrong(
        `The catalogue leads to more than ${MAX_DOCUMENTS} documents; ${label} is left out`,
        step.place,
      )
    try {
      const found = await this.options.client.read(url)
      if (found.kind === 'status') return this.#lost(found.error.message, url, step)
      if (found.kind === 'none') return this.#lost(found.why, url, step)
      const read = await this.#take(found, { ...step, at: found.url })
      if (found.kind === 'catalogue') this.#remember(url, read)
      return read
    } catch (error) {
      if (!isAppError(error) || this.options.client.signal.aborted) throw error
      return this.#lost(error.message, url, step)
    }
  }

  async #take(found: Found, { entry, at, place, path }: Step): Promise<Snapshot> {
    const label = labelOf(entry)
    switch (found.kind) {
      case 'servers': {
        const { candidates, ...rest } = found.snapshot
        return { ...rest, candidates: candidates.map((one) => described(one, entry)) }
      }
      case 'catalogue':
        if (path.length > MAX_DEPTH)
          return wrong(`${label} is nested deeper than ${MAX_DEPTH} catalogues, and is not read`, place)
        return this.walk(found.entries, at, path)
      case 'registry':
        return wrong(`${label} is a registry: list its URL by itself to read it`, place)
      case 'events':
        return wrong(`${label} is an MCP server without a card: list its URL by itself`, place)
      case 'none':
        return { ...wrong(`${label}: ${found.why}`, place), unreadable: [place] }
    }
  }

  #remember(url: URL, { candidates, unreadable = [] }: Snapshot): void {
    const places = candidates.flatMap(({ origin }) => origin?.place ?? [])
    this.options.below.set(url.href, [...new Set([...places, ...unreadable])])
  }

  /** What a catalogue listed that can't be read now stays; where nobody knows what that was, all of the whole does. */
  #lost(why: string, url: URL, { entry, place }: Step): Snapshot {
    const below = this.options.below.get(url.href) ?? (isCatalogueType(entry) ? [this.options.scope] : [])
    return { ...wrong(`${labelOf(entry)}: ${why}`, place), unreadable: [place, ...below] }
  }
}

function wrong(message: string, place: string): Snapshot {
  return { candidates: [], problems: [{ severity: 'error', place, message }] }
}
