import 'server-only'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import { messageOf } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import type { SettingsStore } from '@/lib/store/settings'
import { type PageSettings, pageSettingsSchema } from './page-settings'
import { camelCase, layerSettings, type LayeredSettings, type SettingsDocument } from './settings'
import type { SourceMethod } from './source'

/** What may stand beside the sources in the settings of discovery. */
const PRECEDENCE = 'precedence'

export interface SetupParts {
  methods: readonly SourceMethod[]
  variable: (name: string) => string | undefined
  store: Pick<SettingsStore, 'get' | 'setWith'>
  /** Of the environment and the files as they are now; lowest first. */
  documents: () => readonly SettingsDocument[]
  /** What could not be read of them. */
  problems: readonly string[]
  logger: Logger
}

/** The settings of all sources in their layers: default, environment, file, page. */
export class Setup {
  readonly #pages = new Map<string, PageSettings>()

  constructor(private readonly parts: SetupParts) {}

  /** Reads what people have set on the page; without a source: about all of them. */
  async load(source?: string): Promise<void> {
    for (const { id } of this.parts.methods) {
      if (source === undefined || id === source) this.#pages.set(id, await this.#read(id))
    }
  }

  page(source: string): PageSettings {
    return this.#pages.get(source) ?? NOTHING
  }

  /** With the news of it, answered as they are stored. */
  async save(source: string, page: PageSettings, news: readonly Happening[]): Promise<FeedEntry[]> {
    // URLs may carry tokens, so they are secret.
    const stored = await this.parts.store.setWith(keyOf(source), page, news)
    this.#pages.set(source, page)
    return stored
  }

  layered(method: SourceMethod, page = this.page(method.id)): LayeredSettings {
    const documents = [...this.parts.documents(), pageDocument(method, page)]
    return layerSettings(method, documents, this.parts.variable)
  }

  /** Ids of sources, highest first, as far as they are set. */
  precedence(): string[] {
    const { methods, documents } = this.parts
    const set = documents().findLast(({ values }) => values[PRECEDENCE] !== undefined)?.values[PRECEDENCE]
    if (!Array.isArray(set)) return []
    return set.flatMap((name) => methods.find(({ id }) => isNamed(String(name), id))?.id ?? [])
  }

  /** Every text that files and environment say about a source. */
  administratorsTexts(method: SourceMethod): ReadonlySet<string> {
    const sections = this.parts.documents().flatMap(({ values }) => {
      return Object.entries(values).filter(([name]) => isNamed(name, method.id))
    })
    return new Set(sections.flatMap(([, section]) => textsIn(section)).flatMap((text) => [text, text.trim()]))
  }

  /** What is written about discovery and belongs to no source. */
  strays(): string[] {
    const strays = this.parts.documents().flatMap(({ place, values }) =>
      Object.entries(values).flatMap(([name, value]) => {
        if (name === PRECEDENCE) return this.#strayOrder(place, value)
        const isKnown = this.parts.methods.some(({ id }) => isNamed(name, id))
        return isKnown ? [] : [`discovery.${name} in ${place} is no source; it is ignored`]
      }),
    )
    return [...this.parts.problems, ...strays]
  }

  #strayOrder(place: string, order: unknown): string[] {
    if (!Array.isArray(order)) return [`discovery.precedence in ${place} must list sources, highest first`]
    return order
      .filter((name) => !this.parts.methods.some(({ id }) => isNamed(String(name), id)))
      .map((name) => `discovery.precedence in ${place} names ${JSON.stringify(name)}, which is no source`)
  }

  async #read(source: string): Promise<PageSettings> {
    try {
      const parsed = pageSettingsSchema.safeParse((await this.parts.store.get(keyOf(source))) ?? {})
      if (parsed.success) return parsed.data
      this.parts.logger.warn({ source, reason: parsed.error.message }, 'Stored settings are not understood')
    } catch (error) {
      this.parts.logger.warn({ source, reason: messageOf(error) }, 'Stored settings could not be read')
      const known = this.#pages.get(source)
      if (known) return known
    }
    return NOTHING
  }
}

const NOTHING: PageSettings = { paused: false, values: {} }

function keyOf(source: string): string {
  return `discovery:${source}`
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function isNamed(name: string, id: string): boolean {
  return camelCase(name) === camelCase(id)
}

function pageDocument(method: SourceMethod, { values }: PageSettings): SettingsDocument {
  return { layer: 'page', place: 'the Discovery page', values: { [method.id]: values } }
}
