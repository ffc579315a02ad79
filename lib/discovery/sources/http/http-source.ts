import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import { inParallel } from '@/lib/kit/in-parallel'
import type { LookOptions, Source } from '../../source'
import type { Catalogue } from './catalogue'
import { type CatalogueParts, makeCatalogue, shownUrl } from './make-catalogue'
import type { CatalogueSettings, HttpSettings } from './settings'
import { withoutRepeats } from './settle'

const AT_ONCE = 6
/** What was due already when a run was cancelled is not read again at once. */
const SHORTEST_PAUSE_MS = 10_000

/** Reads each URL for itself: one that fails is told, and harms no other. */
export class HttpSource implements Source {
  readonly id = 'http'
  readonly title = 'HTTP catalogues'
  /** A registry has many pages, and many catalogues may be slow at once. */
  readonly limitMs = 300_000
  readonly #catalogues: Catalogue[]

  constructor(
    shared: HttpSettings,
    catalogues: readonly CatalogueSettings[],
    private readonly collaborators: CatalogueParts,
  ) {
    const names = uniqueNames(catalogues.map(({ url }) => shownUrl(new URL(url))))
    this.#catalogues = catalogues.map((settings, index) =>
      makeCatalogue({ settings, shared, name: names[index] ?? settings.url }, collaborators),
    )
  }

  /** Until the first of them is due: sooner than usual where one failed. */
  get everyMs(): number {
    const now = this.collaborators.clock.now()
    const due = this.#catalogues.map((catalogue) => catalogue.dueInMs(now))
    return Math.max(SHORTEST_PAUSE_MS, Math.min(...due))
  }

  /** Where all fail, each in its own time: some ask not to be asked. */
  get retryMs(): number | undefined {
    return this.#catalogues.every((catalogue) => catalogue.isFailing) ? this.everyMs : undefined
  }

  async discover(signal: AbortSignal, options?: LookOptions): Promise<Snapshot> {
    const read = await inParallel(this.#catalogues, AT_ONCE, (catalogue) => catalogue.read(signal, options))
    return withoutRepeats(read)
  }

  parts(): SourcePart[] {
    return this.#catalogues.map((catalogue) => catalogue.part())
  }
}

/** URLs that differ in a secret alone look the same. */
function uniqueNames(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}
