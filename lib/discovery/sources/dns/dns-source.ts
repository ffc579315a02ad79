import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import { AppError } from '@/lib/kit/app-error'
import { inParallel } from '@/lib/kit/in-parallel'
import type { LookOptions, Source, SourceParts } from '../../source'
import { declareServers } from './declare-servers'
import { Domain } from './domain'
import { LinkedDocuments } from './linked-documents'
import type { TargetSettings } from './order-targets'
import { placesOf } from './places'
import type { PlaceRecords } from './read-place'
import { Resolver } from './resolver'
import type { ServerAddress } from './server-address'
import { withoutRepeats } from './without-repeats'

export interface DnsSettings extends TargetSettings {
  domains: readonly string[]
  names: readonly string[]
  minTtlSeconds: number
  maxTtlSeconds: number
  timeoutSeconds: number
}

export interface DnsSourceOptions extends Pick<SourceParts, 'readServers' | 'variable' | 'reach' | 'clock'> {
  settings: DnsSettings
  /** In the order in which they are asked. */
  resolvers: readonly ServerAddress[]
}

/** Each asks three questions at once; more than this would look like a flood to a small resolver. */
const DOMAINS_AT_ONCE = 16

/** Looks the domains up, each again when the first of its records has run out, and reads the documents that they point at. */
export class DnsSource implements Source {
  readonly id = 'dns'
  readonly title = 'DNS'
  /** Hundreds of domains of which none answers, and documents that are slow: each costs its time limits. */
  readonly limitMs = 300_000
  readonly #domains: Domain[]
  readonly #documents: LinkedDocuments
  /** How many servers the records of each domain declare. */
  #found = new Map<string, number>()

  constructor(private readonly options: DnsSourceOptions) {
    const { settings, clock } = options
    this.#domains = placesOf(settings).map((place) => new Domain(place, settings, clock))
    this.#documents = new LinkedDocuments(options, settings)
  }

  /** Until the first of the domains and documents is due. */
  get everyMs(): number {
    const now = this.options.clock.now()
    const due = [...this.#domains.map((domain) => domain.dueInMs(now)), this.#documents.dueInMs(now)]
    const soonest = Math.min(...due.filter((ms) => ms !== undefined))
    return Math.max(this.options.settings.minTtlSeconds * 1_000, soonest)
  }

  /** Throws when of no domain anything can be told; of one alone its servers are kept. */
  async discover(signal: AbortSignal, options: LookOptions = {}): Promise<Snapshot> {
    const records = await this.#lookUp(signal, options)
    const declared = declareServers(records, this.options.settings)
    const lost = this.#domains.filter(({ fault }) => fault !== undefined)
    this.#found = countByScope(declared.candidates)
    this.#documents.follow(
      declared.links,
      lost.map(({ scope }) => scope),
    )
    if (records.length === 0) throw new AppError('unreachable', summary(lost))
    const linked = await this.#documents.read(signal, options)
    const problems = [...lost.map(problemOf), ...declared.problems, ...linked.problems]
    return {
      candidates: withoutRepeats([...declared.candidates, ...linked.candidates], problems),
      problems,
      unreadable: [...lost.map(({ scope }) => scope), ...linked.unreadable],
    }
  }

  parts(): SourcePart[] {
    return this.#domains.flatMap((domain) => [
      domain.part(this.#found.get(domain.scope) ?? 0),
      ...this.#documents.partsOf(domain.scope),
    ])
  }

  /** What the DNS says of the domains of which it says anything. */
  async #lookUp(signal: AbortSignal, { dueOnly = false }: LookOptions): Promise<PlaceRecords[]> {
    const { settings, resolvers, clock } = this.options
    const now = clock.now()
    const resolver = new Resolver({ servers: resolvers, timeoutMs: settings.timeoutSeconds * 1_000 })
    const asked = this.#domains.filter((domain) => !dueOnly || domain.isDue(now))
    await inParallel(asked, DOMAINS_AT_ONCE, (domain) => domain.look(resolver, signal, now))
    return this.#domains.flatMap(({ records }) => records ?? [])
  }
}

function countByScope(candidates: Snapshot['candidates']): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { origin } of candidates) {
    if (origin?.scope !== undefined) counts.set(origin.scope, (counts.get(origin.scope) ?? 0) + 1)
  }
  return counts
}

function problemOf({ scope, fault }: Domain): Problem {
  return { severity: 'error', place: scope, message: `${fault ?? ''}. What was known of ${scope} is kept` }
}

function summary([first, ...others]: readonly Domain[]): string {
  const more = others.length === 0 ? '' : ` (and so for ${others.length} more)`
  return `${first?.fault ?? 'The DNS can’t be asked'}${more}`
}
