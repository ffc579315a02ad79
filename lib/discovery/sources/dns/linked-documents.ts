import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import { innerScope } from '@/lib/domain/scope'
import type { Snapshot } from '@/lib/domain/snapshot'
import { inParallel } from '@/lib/kit/in-parallel'
import type { LookOptions } from '../../source'
import type { Catalogue } from '../http/catalogue'
import { type CatalogueParts, makeCatalogue } from '../http/make-catalogue'
import { withoutRepeats } from '../http/settle'
import type { Link } from './declare-links'

/** Some hundred slow ones must leave the domains the time that they need. */
const AT_ONCE = 8
const WHOLE_LIMIT_MS = 20_000
const LIMITS = { timeoutSeconds: 10, maxBytes: 5_000_000 }
const EVERY_SECONDS = 300

interface Linked {
  catalogue: Catalogue
  /** The domains that name it, in their order. */
  domains: string[]
  /** Whether nobody can tell now if it is still named; it is not read then. */
  isInDoubt: boolean
}

/**
 * The documents that domains point at with `src=` and `registry=`, read as the HTTP source reads its URLs; but at public
 * addresses and those of PORTOLAN_PRIVATE_ADDRESSES alone, since no administrator has named them. What is read of one is in
 * a scope within its domain's.
 */
export class LinkedDocuments {
  /** By URL, so that a document of several domains is read once. */
  #documents = new Map<string, Linked>()

  constructor(
    private readonly parts: CatalogueParts,
    private readonly limits: { minTtlSeconds: number; maxTtlSeconds: number },
  ) {}

  /** Takes what is named now. What only domains have named that can't be told about (`lost`) is remembered. */
  follow(links: readonly Link[], lost: readonly string[]): void {
    const before = this.#documents
    const byUrl = Map.groupBy(links, ({ url }) => url)
    this.#documents = new Map()
    for (const [url, named] of byUrl) {
      const catalogue = before.get(url)?.catalogue ?? this.#make(url)
      this.#documents.set(url, { catalogue, domains: named.map(({ domain }) => domain), isInDoubt: false })
    }
    for (const [url, linked] of before) {
      const domains = linked.domains.filter((domain) => lost.includes(domain))
      if (!byUrl.has(url) && domains.length > 0)
        this.#documents.set(url, { ...linked, domains, isInDoubt: true })
    }
  }

  /** What the documents list. One that can't be read is told, and harms nothing else. Throws when the signal aborts. */
  async read(signal: AbortSignal, options: LookOptions): Promise<Required<Snapshot>> {
    const named = [...this.#documents].filter(([, { isInDoubt }]) => !isInDoubt)
    const read = await inParallel(named, AT_ONCE, async ([url, { catalogue, domains }]) =>
      within(domains, url, await catalogue.read(signal, options)),
    )
    return withoutRepeats(read)
  }

  /** In how many ms the first of them is due; undefined where there is none. */
  dueInMs(now: number): number | undefined {
    const due = [...this.#documents.values()]
      .filter(({ isInDoubt }) => !isInDoubt)
      .map(({ catalogue }) => catalogue.dueInMs(now))
    return due.length === 0 ? undefined : Math.min(...due)
  }

  /** Of those that this domain was the first to name. */
  partsOf(domain: string): SourcePart[] {
    return [...this.#documents]
      .filter(([, { domains }]) => domains[0] === domain)
      .map(([url, { catalogue, isInDoubt }]) => {
        const part = { ...catalogue.part(), name: innerScope(domain, url) }
        return isInDoubt
          ? { ...part, state: 'connecting' as const, detail: `Waits until ${domain} can be looked up again` }
          : part
      })
  }

  #make(url: string): Catalogue {
    const { minTtlSeconds, maxTtlSeconds } = this.limits
    const everySeconds = Math.max(minTtlSeconds, Math.min(maxTtlSeconds, EVERY_SECONDS))
    const shared = { ...LIMITS, everySeconds }
    const reach = { allowed: this.parts.reach?.allowed ?? [], isTrusted: () => false }
    return makeCatalogue(
      { settings: { url }, shared, name: url, wholeLimitMs: WHOLE_LIMIT_MS },
      { ...this.parts, reach },
    )
  }
}

/**
 * A catalogue's snapshot, whose scope is its URL, as that of its domains. The servers are the first one's; where they can't
 * be told, those that another domain brought at the time stay too.
 */
function within(
  domains: readonly string[],
  url: string,
  { candidates, problems, unreadable }: Required<Snapshot>,
): Required<Snapshot> {
  const scopes = domains.map((domain) => innerScope(domain, url))
  const [scope = url] = scopes
  return {
    candidates: candidates.map((candidate) => ({
      ...candidate,
      origin: { place: url, ...candidate.origin, scope },
    })),
    problems: problems.map((problem) => (problem.place === url ? { ...problem, place: scope } : problem)),
    unreadable: unreadable.flatMap((part) => (part === url ? scopes : [part])),
  }
}
