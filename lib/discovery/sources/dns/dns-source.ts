import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Clock } from '@/lib/kit/clock'
import type { Source } from '../../source'

export interface DnsSettings {
  domains: string[]
  names: string[]
  scheme: 'auto' | 'https' | 'http'
  path: string
  minTtlSeconds: number
  maxTtlSeconds: number
  timeoutSeconds: number
}

export interface DnsSourceOptions {
  settings: DnsSettings
  /** Addresses of DNS servers, in the order in which they are asked. */
  resolvers: readonly string[]
  clock: Clock
}

/** Looks the domains up, and again when the first of their records has run out. */
export class DnsSource implements Source {
  readonly id = 'dns'
  readonly title = 'DNS'

  constructor(private readonly options: DnsSourceOptions) {}

  get everyMs(): number {
    return this.options.settings.minTtlSeconds * 1_000
  }

  discover(): Promise<Snapshot> {
    return Promise.resolve({ candidates: [], problems: [] })
  }

  parts(): SourcePart[] {
    return []
  }
}
