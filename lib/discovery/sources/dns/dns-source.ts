import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Source } from '../../source'
import { declareServers } from './declare-servers'
import type { TargetSettings } from './order-targets'
import { type Place, placesOf } from './places'
import { type PlaceRecords, readPlace } from './read-place'
import { Resolver } from './resolver'
import type { ServerAddress } from './server-address'

export interface DnsSettings extends TargetSettings {
  domains: readonly string[]
  names: readonly string[]
  minTtlSeconds: number
  maxTtlSeconds: number
  timeoutSeconds: number
}

export interface DnsSourceOptions {
  settings: DnsSettings
  /** In the order in which they are asked. */
  resolvers: readonly ServerAddress[]
  clock: Clock
}

type Outcome = { place: Place; records: PlaceRecords } | { place: Place; fault: string }

/** Each asks three questions at once; more than this would look like a flood to a small resolver. */
const PLACES_AT_ONCE = 16

/** Looks the domains up, and again when the first of their records has run out. */
export class DnsSource implements Source {
  readonly id = 'dns'
  readonly title = 'DNS'
  /** Hundreds of domains of which none answers: each costs its time limits. */
  readonly limitMs = 120_000
  readonly #places: Place[]
  #parts: SourcePart[]
  #ttlSeconds = 0

  constructor(private readonly options: DnsSourceOptions) {
    this.#places = placesOf(options.settings)
    this.#parts = this.#places.map(({ scope }) => ({ name: scope, state: 'connecting' }))
  }

  get everyMs(): number {
    const { minTtlSeconds, maxTtlSeconds } = this.options.settings
    return Math.max(minTtlSeconds, Math.min(maxTtlSeconds, this.#ttlSeconds)) * 1_000
  }

  /** Throws when of no domain anything can be told; of one alone its servers are kept. */
  async discover(signal: AbortSignal): Promise<Snapshot> {
    const { settings, resolvers } = this.options
    const resolver = new Resolver({ servers: resolvers, timeoutMs: settings.timeoutSeconds * 1_000 })
    const outcomes = await inGroups(this.#places, PLACES_AT_ONCE, (place) => tryRead(place, resolver, signal))
    signal.throwIfAborted()
    const read = outcomes.flatMap((outcome) => ('records' in outcome ? [outcome.records] : []))
    const { candidates, problems } = declareServers(read, settings)
    // A domain that can't be told about is looked up again as soon as the limits allow.
    this.#ttlSeconds =
      read.length < outcomes.length ? 0 : Math.min(...read.map(({ ttlSeconds }) => ttlSeconds))
    this.#parts = outcomes.map((outcome) => this.#partOf(outcome, candidates))
    const faults = outcomes.flatMap((outcome) => ('fault' in outcome ? [outcome] : []))
    if (faults.length === outcomes.length) throw new AppError('unreachable', summary(faults))
    return {
      candidates,
      problems: [...faults.map(problemOf), ...problems],
      unreadable: faults.map(({ place }) => place.scope),
    }
  }

  parts(): SourcePart[] {
    return this.#parts
  }

  #partOf(outcome: Outcome, candidates: Snapshot['candidates']): SourcePart {
    const { scope: name } = outcome.place
    const state = 'fault' in outcome ? 'failing' : outcome.records.isUnknown ? 'absent' : 'ok'
    const before = this.#parts.find((part) => part.name === name)
    const isSame = before?.state === state && before.since !== undefined
    return {
      name,
      state,
      since: isSame ? before.since : new Date(this.options.clock.now()).toISOString(),
      ...('fault' in outcome
        ? { detail: outcome.fault }
        : {
            found: candidates.filter(({ origin }) => origin?.scope === name).length,
            detail: describe(outcome.records),
          }),
    }
  }
}

async function tryRead(place: Place, resolver: Resolver, signal: AbortSignal): Promise<Outcome> {
  try {
    return { place, records: await readPlace(place, resolver, signal) }
  } catch (error) {
    return { place, fault: messageOf(error) }
  }
}

function problemOf({ place, fault }: { place: Place; fault: string }): Problem {
  return {
    severity: 'error',
    place: place.scope,
    message: `${fault}. What was known of ${place.scope} is kept`,
  }
}

function summary([first, ...others]: { fault: string }[]): string {
  const more = others.length === 0 ? '' : ` (and so for ${others.length} more)`
  return `${first?.fault ?? 'The DNS can’t be asked'}${more}`
}

function describe({ place, targets, texts, isUnknown, ttlSeconds }: PlaceRecords): string {
  if (isUnknown) return `There is no ${place.srvName} (NXDOMAIN)`
  return `${targets.length} SRV and ${texts.length} TXT records, valid for ${ttlSeconds} s`
}

async function inGroups<T, R>(
  items: readonly T[],
  size: number,
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const waiting = items.entries()
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await task(item)
  }
  await Promise.all(Array.from({ length: size }, worker))
  return results
}
