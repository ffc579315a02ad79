import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { Pace } from '@/lib/kit/pace'
import type { Place } from './places'
import { type PlaceRecords, readPlace } from './read-place'
import type { Resolver } from './resolver'

interface Limits {
  minTtlSeconds: number
  maxTtlSeconds: number
}

type Outcome = { records: PlaceRecords } | { fault: string }

/** One domain or name of the settings: what the DNS said of it last, and when it is asked again. */
export class Domain {
  readonly #pace = new Pace()
  #outcome: Outcome | undefined
  #since: string | undefined

  constructor(
    private readonly place: Place,
    private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  get scope(): string {
    return this.place.scope
  }

  get records(): PlaceRecords | undefined {
    return this.#outcome && 'records' in this.#outcome ? this.#outcome.records : undefined
  }

  /** Why nothing can be told of it now. */
  get fault(): string | undefined {
    return this.#outcome && 'fault' in this.#outcome ? this.#outcome.fault : undefined
  }

  isDue(now: number): boolean {
    return this.#pace.isDue(now)
  }

  /** In how many ms its records have run out; one that can't be told about is due as soon as the limits allow. */
  dueInMs(now: number): number {
    return this.#pace.dueInMs(now) ?? this.limits.minTtlSeconds * 1_000
  }

  /** Throws only when the signal aborts. */
  async look(resolver: Resolver, signal: AbortSignal, now: number): Promise<void> {
    const before = this.#state
    this.#outcome = await tryRead(this.place, resolver, signal)
    signal.throwIfAborted()
    const { minTtlSeconds, maxTtlSeconds } = this.limits
    const ttlSeconds = this.records?.ttlSeconds ?? 0
    this.#pace.looked(now, Math.max(minTtlSeconds, Math.min(maxTtlSeconds, ttlSeconds)) * 1_000)
    if (this.#state !== before) this.#since = new Date(this.clock.now()).toISOString()
  }

  /** `found` counts the servers that its own records declare. */
  part(found: number): SourcePart {
    const part = {
      name: this.scope,
      state: this.#state,
      ...(this.#since !== undefined && { since: this.#since }),
    }
    const { records, fault } = this
    if (records) return { ...part, found, detail: describe(records) }
    return fault === undefined ? part : { ...part, detail: fault }
  }

  get #state(): SourcePart['state'] {
    if (!this.#outcome) return 'connecting'
    if (!this.records) return 'failing'
    return this.records.isUnknown ? 'absent' : 'ok'
  }
}

async function tryRead(place: Place, resolver: Resolver, signal: AbortSignal): Promise<Outcome> {
  try {
    return { records: await readPlace(place, resolver, signal) }
  } catch (error) {
    return { fault: messageOf(error) }
  }
}

function describe({ place, targets, texts, isUnknown, ttlSeconds }: PlaceRecords): string {
  if (isUnknown) return `There is no ${place.srvName} (NXDOMAIN)`
  return `${targets.length} SRV and ${texts.length} TXT records, valid for ${ttlSeconds} s`
}
