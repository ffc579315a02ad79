import 'server-only'
import type { Pool } from '@/lib/connections/pool'
import type { CheckOutcome } from '@/lib/domain/health'
import type { Times } from './times'
import type { Watched } from './watched'

const FIRST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 600_000

/** Opens connections again that have given up: a server that failed once does not stay failed for ever. */
export class Revival {
  constructor(
    private readonly pool: Pick<Pool, 'revive' | 'stateOf'>,
    private readonly times: Times,
  ) {}

  /** It answers, so its connection is worth a try; ever more rarely, where it answers and will not be connected. */
  afterCheck(watched: Watched, outcome: CheckOutcome): void {
    if (outcome === 'failed' || outcome === 'needs-auth') return
    const { kind } = this.pool.stateOf(watched.name)
    if (kind === 'ready') {
      watched.revivals = 0
      watched.reviveAt = -Infinity
      return
    }
    const now = this.times.now()
    if ((kind !== 'failed' && kind !== 'waiting' && kind !== 'needs-auth') || now < watched.reviveAt) return
    watched.reviveAt = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(watched.revivals, 10))
    watched.revivals += 1
    this.pool.revive(watched.name)
  }

  /** A command gives no sign without being started; its checks come on backoff, and so do its starts. */
  ofCommand({ name }: Watched): void {
    if (this.pool.stateOf(name).kind === 'failed') this.pool.revive(name)
  }
}
