import 'server-only'
import type { LookupAddress } from 'node:dns'
import type { SourcePart } from '@/lib/domain/discovery'
import { maskUrl } from '@/lib/domain/hiding'
import type { Snapshot } from '@/lib/domain/snapshot'
import { anyAddress, publicOr } from '@/lib/kit/address-rules'
import { withoutCredentials } from '@/lib/kit/guarded-fetch'
import type { Source, SourceParts } from '../../source'
import { Catalogue } from './catalogue'
import { inParallel } from './in-parallel'
import type { CatalogueSettings, HttpSettings } from './settings'
import { withoutRepeats } from './settle'
import { documentReader } from './to-candidates'

const AT_ONCE = 6

export type HttpSourceParts = Pick<SourceParts, 'readServers' | 'variable' | 'reach' | 'clock'> & {
  /** The addresses of a name; the system's resolver unless it is given. */
  resolve?: ((name: string) => Promise<LookupAddress[]>) | undefined
}

/** Reads each URL for itself: one that fails is told, and harms no other. */
export class HttpSource implements Source {
  readonly id = 'http'
  readonly title = 'HTTP catalogues'
  /** A registry has many pages, and many catalogues may be slow at once. */
  readonly limitMs = 300_000
  readonly #catalogues: Catalogue[]

  constructor(
    private readonly settings: HttpSettings,
    catalogues: readonly CatalogueSettings[],
    parts: HttpSourceParts,
  ) {
    const names = uniqueNames(catalogues.map(({ url }) => shownUrl(new URL(url))))
    this.#catalogues = catalogues.map(
      (catalogue, index) =>
        new Catalogue({ ...optionsOf(catalogue, settings, parts), name: names[index] ?? catalogue.url }),
    )
  }

  /** Sooner than usual where a catalogue failed. */
  get everyMs(): number {
    const usual = this.settings.everySeconds * 1_000
    return Math.min(usual, ...this.#catalogues.flatMap((catalogue) => catalogue.retryInMs() ?? []))
  }

  async discover(signal: AbortSignal): Promise<Snapshot> {
    const read = await inParallel(this.#catalogues, AT_ONCE, (catalogue) => catalogue.read(signal))
    return withoutRepeats(read)
  }

  parts(): SourcePart[] {
    return this.#catalogues.map((catalogue) => catalogue.part())
  }
}

function optionsOf(
  settings: CatalogueSettings,
  { timeoutSeconds, maxBytes }: HttpSettings,
  parts: HttpSourceParts,
) {
  const { readServers, variable, reach, clock, resolve } = parts
  const isTrusted = reach?.isTrusted(settings.url) ?? false
  const named = new Set((settings.variables ?? []).filter((name) => reach?.isTrusted(name)))
  const allowed = publicOr(reach?.allowed ?? [])
  return {
    settings,
    placeOf: shownUrl,
    read: documentReader(readServers, variable, named),
    rule: isTrusted && settings.allowPrivate !== false ? anyAddress : allowed,
    serverRule: isTrusted && settings.allowPrivate === true ? anyAddress : allowed,
    limitMs: timeoutSeconds * 1_000,
    maxBytes,
    clock,
    resolve,
  }
}

/** Without what may be a secret. */
function shownUrl(url: URL): string {
  return maskUrl(withoutCredentials(url).href)
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
