import 'server-only'
import type { Source, SourceParts } from '@/lib/discovery/source'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { KubernetesSettings } from '../kubernetes'
import { DEFAULT_TIMINGS, type Timings } from './timings'

/** What the source takes of the engine's parts. */
export type KubernetesParts = Pick<SourceParts, 'readServers' | 'variable' | 'clock' | 'logger'>

export class KubernetesSource implements Source {
  readonly id = 'kubernetes'
  readonly title = 'Kubernetes'

  constructor(
    readonly settings: KubernetesSettings,
    readonly parts_: KubernetesParts,
    readonly timings: Timings = DEFAULT_TIMINGS,
  ) {}

  discover(_signal: AbortSignal): Promise<Snapshot> {
    return Promise.resolve({ candidates: [], problems: [] })
  }

  parts(): SourcePart[] {
    return []
  }
}
