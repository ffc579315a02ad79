import 'server-only'
import type { ProbeResult } from '@/lib/connections/probe'
import type { HealthLimits } from '@/lib/domain/health'
import type { AddressAnswer } from './health-address'
import type { Finding } from './health-state'

type Skipped = Extract<ProbeResult, { kind: 'skipped' }>
type Found = { kind: 'found' } & Pick<Finding, 'durationMs' | 'outcome' | 'reason'>

/**
 * What a probe and the answer of the health address beside it amount to. The protocol is what callers need: without it a
 * server has failed, whatever its health address says. Where it could not be asked, the address speaks alone.
 */
export function outcomeOf(
  probe: ProbeResult,
  address: AddressAnswer | null,
  { slowMs }: Pick<HealthLimits, 'slowMs'>,
): Found | Skipped {
  switch (probe.kind) {
    case 'needs-auth':
      return found('needs-auth', probe.durationMs, probe.error)
    case 'failed':
      return found('failed', probe.durationMs, probe.error)
    case 'skipped':
      if (!address) return probe
      return address.kind === 'ill'
        ? found('failed', address.durationMs, address.error)
        : answered(address.durationMs, address.durationMs, slowMs)
    case 'answered': {
      if (address?.kind === 'ill') return found('half', probe.durationMs, address.error)
      return answered(probe.durationMs, Math.max(probe.durationMs, address?.durationMs ?? 0), slowMs)
    }
  }
}

function answered(durationMs: number, slowestMs: number, slowMs: number): Found {
  if (slowMs === 0 || slowestMs <= slowMs)
    return found('ok', durationMs, { code: 'ok', message: 'It answers' })
  const message = `It answers slowly: after ${seconds(slowestMs)}, where more than ${seconds(slowMs)} is slow.`
  return found('slow', durationMs, { code: 'slow', message })
}

function found(outcome: Found['outcome'], durationMs: number, reason: Found['reason']): Found {
  return { kind: 'found', durationMs, outcome, reason }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
