import 'server-only'
import type { LookupAddress } from 'node:dns'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import { type AddressRule, anyAddress } from '@/lib/kit/address-rules'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline } from '@/lib/kit/deadline'
import { credentialsOf, GuardedFetch } from '@/lib/kit/guarded-fetch'
import { Pace } from '@/lib/kit/pace'
import type { LookOptions } from '../../source'
import type { Below } from './ai-catalogue'
import { CatalogueClient, type Kept } from './catalogue-client'
import { linkedRule } from './linked-rule'
import { type Kind, Look, type Seen } from './look'
import { nameFilter } from './names'
import type { CatalogueSettings } from './settings'
import { settle } from './settle'
import { retryAtIn } from './status-error'
import type { ReadDocument } from './to-candidates'

export interface CatalogueOptions {
  settings: CatalogueSettings
  /** As people see the URL; unique among the catalogues. */
  name: string
  placeOf: (url: URL) => string
  read: ReadDocument
  /** What the catalogue itself may be at. */
  rule: AddressRule
  /** What its servers may be at, unless it is inside itself. */
  serverRule: AddressRule
  /** Between two readings while all is well. */
  everyMs: number
  /** For one request. */
  limitMs: number
  /** For the whole of it in one run; a registry goes on at its page in the next. */
  wholeLimitMs?: number
  maxBytes: number
  clock: Clock
  resolve?: ((name: string) => Promise<LookupAddress[]>) | undefined
}

const WHOLE_LIMIT_MS = 120_000
const FIRST_RETRY_MS = 15_000

/** One URL of the settings: what it is, and how it fares. */
export class Catalogue {
  readonly #root: URL
  readonly #headers: Readonly<Record<string, string>>
  readonly #kept = new Map<string, Kept>()
  readonly #below: Below = new Map()
  #kind: Kind | undefined
  #failures = 0
  #notBefore = 0
  readonly #pace = new Pace()
  #last: Required<Snapshot> | undefined
  #part: SourcePart

  constructor(private readonly options: CatalogueOptions) {
    this.#root = new URL(options.settings.url)
    this.#root.hash = ''
    this.#headers = headersOf(options.settings, this.#root)
    this.#part = { name: options.name, state: 'connecting', detail: 'Not read yet' }
  }

  part(): SourcePart {
    return this.#part
  }

  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** In how many ms it should be asked again. */
  dueInMs(now: number): number {
    return this.#pace.dueInMs(now) ?? this.options.everyMs
  }

  /**
   * All that it declares now, or declared last where only what is due is wanted. What keeps it from being read is among the
   * problems; throws only when the signal aborts.
   */
  async read(signal: AbortSignal, { dueOnly = false }: LookOptions = {}): Promise<Required<Snapshot>> {
    const { clock } = this.options
    if (dueOnly && this.#last && !this.#pace.isDue(clock.now())) return this.#last
    this.#last = await this.#read(signal)
    const now = clock.now()
    this.#pace.looked(now, this.#pauseMs(now))
    return this.#last
  }

  /** After a failure sooner than usual, later each time, and not before it may be asked. */
  #pauseMs(now: number): number {
    const { everyMs } = this.options
    if (!this.isFailing) return everyMs
    const pause = FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 16)
    return Math.min(everyMs, Math.max(pause, this.#notBefore - now))
  }

  async #read(signal: AbortSignal): Promise<Required<Snapshot>> {
    try {
      const now = this.options.clock.now()
      if (now < this.#notBefore) throw this.#askedToWait()
      const { seen, isInside } = await this.#look(signal)
      this.#kind = seen.what
      return this.#succeeded(seen, isInside)
    } catch (error) {
      signal.throwIfAborted()
      return this.#failed(error)
    }
  }

  async #look(signal: AbortSignal): Promise<{ seen: Seen; isInside: boolean }> {
    const { settings, resolve, limitMs, maxBytes, read, placeOf, clock, name } = this.options
    const { wholeLimitMs = WHOLE_LIMIT_MS } = this.options
    using limit = deadline(signal, wholeLimitMs, name)
    const allowRedirects = settings.allowRedirects ?? false
    const rule = linkedRule({
      host: this.#root.hostname,
      own: this.options.rule,
      others: this.options.serverRule,
      isInside: () => fetcher.isInside(this.#root),
    })
    const fetcher = new GuardedFetch({ rule, limitMs, maxBytes, allowRedirects, resolve })
    const now = () => clock.now()
    try {
      const shared = { root: this.#root, headers: this.#headers, read, placeOf, now }
      const client = new CatalogueClient({ ...shared, fetcher, kept: this.#kept, signal: limit })
      const own = { scope: name, below: this.#below, includes: nameFilter(settings.include) }
      const look = new Look({ ...shared, ...own, client })
      const seen = (this.#kind && (await look.again(this.#kind))) ?? (await look.first())
      client.forgetUnasked()
      return { seen, isInside: client.isInside(this.#root) }
    } finally {
      await fetcher.close()
    }
  }

  #succeeded({ what, label, snapshot, failure }: Seen, isInside: boolean): Required<Snapshot> {
    const { settings, name, serverRule } = this.options
    const settled = settle(snapshot, {
      scope: name,
      includes: nameFilter(settings.include),
      // A registry lists servers of anyone: what of it is wanted, a person says.
      newServers: settings.newServers ?? (what.kind === 'registry' ? 'held' : undefined),
      rule: isInside ? anyAddress : serverRule,
    })
    if (failure) {
      const failed = this.#failed(failure, label)
      return {
        ...failed,
        candidates: settled.candidates,
        problems: [...failed.problems, ...settled.problems],
      }
    }
    const [error] = settled.problems.filter(({ severity }) => severity === 'error')
    // Of a document that can't be read at all nothing is known, whatever its status.
    if (error && settled.candidates.length === 0 && settled.unreadable.length > 0) {
      this.#fails(new AppError('bad-input', error.message), label)
      return settled
    }
    this.#failures = 0
    const found = settled.candidates.length
    const errors = settled.problems.filter(({ severity }) => severity === 'error').length
    const detail = errors === 0 ? label : `${label}; ${errors} of its entries can't be used`
    this.#part = { name, state: 'ok', detail, found, since: this.#sinceOf('ok') }
    return settled
  }

  #failed(error: unknown, label?: string): Required<Snapshot> {
    const { name } = this.options
    // A mistake of ours must not take the other catalogues along.
    const told = isAppError(error)
      ? error
      : new AppError('internal', `It could not be read: ${String(error)}`)
    this.#fails(told, label)
    const problem = { severity: 'error' as const, place: name, message: told.message }
    return { candidates: [], problems: [problem], unreadable: [name] }
  }

  #fails(error: AppError, label: string | undefined): void {
    this.#failures += 1
    this.#notBefore = retryAtIn(error) ?? this.#notBefore
    const { name, found } = this.#part
    this.#part = {
      name,
      state: 'failing',
      detail: label === undefined ? error.message : `${label}: ${error.message}`,
      since: this.#sinceOf('failing'),
      ...(found !== undefined && { found }),
    }
  }

  #askedToWait(): AppError {
    const at = new Date(this.#notBefore).toISOString()
    return new AppError('too-busy', `${this.#root.host} asked not to be asked again before ${at}`)
  }

  #sinceOf(next: SourcePart['state']): string {
    const { state, since } = this.#part
    return state === next && since !== undefined ? since : new Date(this.options.clock.now()).toISOString()
  }
}

function headersOf({ token, headers }: CatalogueSettings, root: URL): Readonly<Record<string, string>> {
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  const bearer = token ? { authorization: `Bearer ${token}` } : {}
  return { ...credentialsOf(root), ...Object.fromEntries(named), ...bearer }
}
