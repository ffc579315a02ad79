import 'server-only'
import type { Answer } from 'dns-packet'
import { AppError, messageOf } from '@/lib/kit/app-error'
import { ask } from './ask'
import { followAliases, MAX_ALIASES } from './follow-aliases'
import type { Question, Reply } from './message'
import { type ServerAddress, serverAddressText } from './server-address'

/** What the DNS knows of a name. Whether it knows at all is told by not throwing. */
export type Lookup =
  | { kind: 'found'; records: Answer[]; ttlSeconds: number }
  /** `no-name`: NXDOMAIN; `no-data`: the name is there, with records of other types. */
  | { kind: 'none'; reason: 'no-name' | 'no-data'; ttlSeconds: number }

export interface ResolverOptions {
  /** Asked in this order until one knows. */
  servers: readonly ServerAddress[]
  timeoutMs: number
}

/** How often each server is asked: datagrams get lost. */
const ROUNDS = 2

/** A stub resolver: leaves recursion to the servers, keeps nothing between runs. */
export class Resolver {
  /** Asked last from then on, so that a dead server does not cost its time limit for every name. */
  readonly #silent = new Set<ServerAddress>()

  constructor(private readonly options: ResolverOptions) {}

  /** Throws AppError `unreachable` when no server could tell, `protocol-error` when aliases go in circles. */
  async lookUp({ name, type }: Question, signal: AbortSignal): Promise<Lookup> {
    let at = name
    let ttlSeconds = Infinity
    for (const seen = new Set<string>(); seen.size <= MAX_ALIASES;) {
      if (seen.has(at))
        throw new AppError('protocol-error', `The aliases (CNAME) of ${name} lead in a circle`)
      seen.add(at)
      const step = followAliases(await this.#askServers({ name: at, type }, signal), { name: at, type })
      ttlSeconds = Math.min(ttlSeconds, step.ttlSeconds)
      if (step.kind !== 'alias') return { ...step, ttlSeconds }
      at = step.to
    }
    throw new AppError(
      'protocol-error',
      `${name} is an alias (CNAME) of an alias, more than ${MAX_ALIASES} times`,
    )
  }

  async #askServers(question: Question, signal: AbortSignal): Promise<Reply> {
    const faults = new Map<ServerAddress, string>()
    for (let round = 1; round <= ROUNDS; round++) {
      for (const server of this.#inOrder()) {
        const outcome = await this.#askServer(server, question, signal)
        if (typeof outcome !== 'string') return outcome
        faults.set(server, outcome)
      }
    }
    const reasons = [...faults.values()].join('; ')
    throw new AppError('unreachable', `No DNS server could tell about ${question.name}: ${reasons}`)
  }

  #inOrder(): ServerAddress[] {
    const { servers } = this.options
    return servers.toSorted((one, other) => Number(this.#silent.has(one)) - Number(this.#silent.has(other)))
  }

  /** The reply, or why there is none from this server. */
  async #askServer(server: ServerAddress, question: Question, signal: AbortSignal): Promise<Reply | string> {
    try {
      const reply = await ask(server, question, { timeoutMs: this.options.timeoutMs, signal })
      this.#silent.delete(server)
      if (reply.code === 'NOERROR' || reply.code === 'NXDOMAIN') return reply
      return `${serverAddressText(server)} answered ${reply.code}${HINTS[reply.code] ?? ''}`
    } catch (error) {
      signal.throwIfAborted()
      this.#silent.add(server)
      return messageOf(error)
    }
  }
}

const HINTS: Record<string, string> = {
  SERVFAIL: ' (it could not find out)',
  REFUSED: ' (it does not serve this name, or not us)',
}
