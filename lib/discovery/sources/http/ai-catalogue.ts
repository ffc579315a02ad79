import 'server-only'
import { z } from 'zod'
import { shorten } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'
import { tagSchema } from '@/lib/domain/server'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { isAppError } from '@/lib/kit/app-error'
import type { CatalogueClient } from './catalogue-client'
import { inParallel } from './in-parallel'
import { type Found, interpretInline } from './interpret'
import type { ReadDocument } from './to-candidates'

const MAX_DEPTH = 5
const MAX_DOCUMENTS = 1_000
const AT_ONCE = 4

const text = z.string().trim().min(1).optional().catch(undefined)
const entrySchema = z.looseObject({
  identifier: text,
  displayName: text,
  description: text,
  type: text,
  mediaType: text,
  url: text,
  data: z.json().optional().catch(undefined),
  tags: z.array(z.string()).optional().catch(undefined),
})
type Entry = z.infer<typeof entrySchema>

interface WalkOptions {
  client: CatalogueClient
  read: ReadDocument
  placeOf: (url: URL) => string
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
    const place = this.options.placeOf(at)
    const read = await inParallel(entries, AT_ONCE, (entry) => this.#entry(entry, at, here))
    const [elsewhere, ours] = [
      read.filter((one) => one === 'other').length,
      read.filter((one) => one !== 'other'),
    ]
    const nothing = ours.length === 0 && elsewhere > 0
    const told = `None of the ${elsewhere} entries of this catalogue is an MCP server`
    return joined([
      ...ours,
      snapshot(nothing ? { problems: [{ severity: 'warning', place, message: told }] } : {}),
    ])
  }

  async #entry(value: unknown, at: URL, path: readonly string[]): Promise<Required<Snapshot> | 'other'> {
    const parsed = entrySchema.safeParse(value)
    const place = this.options.placeOf(at)
    if (!parsed.success) return failed('An entry of the catalogue is no object', place)
    const entry = parsed.data
    if (!isOurs(entry.type ?? entry.mediaType)) return 'other'
    const label = shorten(entry.displayName ?? entry.identifier ?? entry.url ?? 'An entry')
    if (entry.data !== undefined) {
      const found = interpretInline(entry.data, at, place, this.options.read)
      return this.#take(found, { entry, at, label, place, path })
    }
    if (entry.url === undefined || !URL.canParse(entry.url, at.href))
      return failed(`${label} has neither data nor a URL that is one`, place)
    return this.#follow(entry, new URL(entry.url, at.href), label, path)
  }

  async #follow(entry: Entry, url: URL, label: string, path: readonly string[]): Promise<Required<Snapshot>> {
    url.hash = ''
    const place = this.options.placeOf(url)
    if (path.includes(url.href)) {
      const message = `The catalogue lists itself, or one that lists it, as ${label}; it is read once`
      return snapshot({ problems: [{ severity: 'warning', place, message }] })
    }
    if (this.#seen.has(url.href)) return snapshot({})
    this.#seen.add(url.href)
    this.#documents += 1
    if (this.#documents > MAX_DOCUMENTS)
      return failed(
        `The catalogue leads to more than ${MAX_DOCUMENTS} documents; ${label} is left out`,
        place,
      )
    try {
      const found = await this.options.client.read(url)
      if (found.kind === 'status') return failed(`${label}: ${found.error.message}`, place)
      return await this.#take(found, { entry, at: found.url, label, place, path })
    } catch (error) {
      if (!isAppError(error) || this.options.client.signal.aborted) throw error
      return failed(`${label}: ${error.message}`, place)
    }
  }

  async #take(
    found: Found,
    {
      entry,
      at,
      label,
      place,
      path,
    }: { entry: Entry; at: URL; label: string; place: string; path: readonly string[] },
  ): Promise<Required<Snapshot>> {
    switch (found.kind) {
      case 'servers': {
        const { candidates, problems, unreadable } = found.snapshot
        return snapshot({
          candidates: candidates.map((one) => described(one, entry)),
          problems,
          unreadable: unreadable ?? [],
        })
      }
      case 'catalogue':
        if (path.length > MAX_DEPTH)
          return failed(`${label} is nested deeper than ${MAX_DEPTH} catalogues, and is not read`, place)
        return this.walk(found.entries, at, path)
      case 'registry':
        return failed(`${label} is a registry: list its URL by itself to read it`, place)
      case 'events':
        return failed(`${label} is an MCP server without a card: list its URL by itself`, place)
      case 'none':
        return failed(`${label}: ${found.why}`, place)
    }
  }
}

/** Cards and catalogues, under the names that drafts had for them; what does not say what it is is looked at. */
function isOurs(type: string | undefined): boolean {
  return (
    type === undefined ||
    /^application\/(?:json|(?:[\w-]+\.)*(?:mcp[\w-]*|ai-catalog)\+json)\s*(?:;|$)/i.test(type)
  )
}

/** What the entry adds where its card says nothing. */
function described(candidate: Candidate, { displayName, description, tags }: Entry): Candidate {
  const { spec } = candidate
  const own = (tags ?? []).flatMap((tag) => tagSchema.safeParse(tag).data ?? [])
  const title = spec.title ?? displayName?.slice(0, 200)
  const words = spec.description ?? description?.slice(0, 10_000)
  return {
    ...candidate,
    spec: {
      ...spec,
      ...(title !== undefined && { title }),
      ...(words !== undefined && { description: words }),
      tags: [...new Set([...spec.tags, ...own])].slice(0, 100),
    },
  }
}

function failed(message: string, place: string): Required<Snapshot> {
  return snapshot({ problems: [{ severity: 'error', place, message }], unreadable: [place] })
}

function snapshot({
  candidates = [],
  problems = [],
  unreadable = [],
}: {
  candidates?: Candidate[]
  problems?: Problem[]
  unreadable?: string[]
}): Required<Snapshot> {
  return { candidates, problems, unreadable }
}

function joined(parts: readonly Required<Snapshot>[]): Required<Snapshot> {
  return {
    candidates: parts.flatMap(({ candidates }) => candidates),
    problems: parts.flatMap(({ problems }) => problems),
    unreadable: [...new Set(parts.flatMap(({ unreadable }) => unreadable))],
  }
}
