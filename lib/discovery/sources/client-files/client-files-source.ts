import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Clock } from '@/lib/kit/clock'
import type { ReadServers, Source, SourceParts } from '../../source'
import type { ClientId } from './clients'

export interface ClientFilesOptions {
  settings: { clients: readonly ClientId[]; paths: readonly string[] }
  local: NonNullable<SourceParts['local']>
  readServers: ReadServers
  variable: (name: string) => string | undefined
  clock: Clock
}

/** Reads the files of MCP clients, and again when one of them has changed. */
export class ClientFilesSource implements Source {
  readonly id = 'client-files'
  readonly title = 'Clients on this machine'

  constructor(private readonly options: ClientFilesOptions) {}

  discover(): Promise<Snapshot> {
    void this.options
    return Promise.resolve({ candidates: [], problems: [] })
  }

  parts(): SourcePart[] {
    return []
  }
}
