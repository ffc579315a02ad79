import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import type { ConnectionPolicy } from '@/lib/domain/server'
import type { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { IdleStop } from './idle-stop'
import type { InFlight } from './in-flight'
import { Liveness } from './liveness'
import { Renewal, type RenewalReason } from './renewal'
import type { Session } from './session'

export interface UpkeepOptions {
  clock: Clock
  random: () => number
  endpoint: () => Endpoint
  policy: () => ConnectionPolicy
  inFlight: InFlight
  onEnded: (session: Session, how: 'lost' | 'forgotten', error: AppError) => void
  onIdle: (unusedMs: number) => void
  onOld: (reason: RenewalReason) => void
}

/** Who watches over an open connection: whether it lives, whether anybody uses it, whether it is old. */
export class Upkeep {
  readonly liveness: Liveness
  readonly renewal: Renewal
  readonly #idleStop: IdleStop

  constructor(options: UpkeepOptions) {
    const { clock, random, endpoint, policy, inFlight, onEnded, onIdle, onOld } = options
    const isBusy = () => inFlight.count > 0
    this.liveness = new Liveness({ clock, random, endpoint, isBusy, onEnded })
    this.renewal = new Renewal({
      ...{ clock, random, inFlight },
      limitMs: () => policy().maxLifetimeMs,
      renew: onOld,
    })
    this.#idleStop = new IdleStop({
      ...{ clock, isBusy, onIdle },
      limitMs: () => {
        const { idleStopMs, warmUp } = policy()
        return endpoint().kind === 'stdio' && !warmUp ? idleStopMs : 0
      },
    })
  }

  opened(session: Session): void {
    this.liveness.watch(session)
    this.#idleStop.start()
    this.renewal.start()
  }

  closed(): void {
    this.liveness.stop()
    this.#idleStop.stop()
    this.renewal.stop()
  }

  used(): void {
    this.#idleStop.used()
  }

  /** The policy is another one. */
  adjust(): void {
    this.#idleStop.start()
    this.renewal.start()
  }
}
