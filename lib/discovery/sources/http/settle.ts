import 'server-only'
import type { NewServers } from '@/lib/domain/discovery'
import type { ServerSpec } from '@/lib/domain/server'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { type AddressRule, refusalOfHost } from '@/lib/kit/address-rules'

export interface Settling {
  /** The catalogue as people see it. */
  scope: string
  includes: (name: string) => boolean
  newServers: NewServers | undefined
  /** Which addresses its servers may be at. */
  rule: AddressRule
}

/** What a catalogue declares, as its settings will have it: chosen, held, and at no address that it must not lead us to. */
export function settle(snapshot: Required<Snapshot>, settling: Settling): Required<Snapshot> {
  const { scope, includes, newServers, rule } = settling
  const candidates: Candidate[] = []
  const problems: Problem[] = [...snapshot.problems]
  for (const candidate of snapshot.candidates) {
    if (
      ![candidate.spec.name, candidate.spec.metadata.registryName].some((name) => isIncluded(name, includes))
    )
      continue
    const refusal = refusalOf(candidate.spec, rule)
    const origin = { place: scope, ...candidate.origin, scope }
    if (refusal === undefined) candidates.push({ ...candidate, origin, ...(newServers && { newServers }) })
    else
      problems.push({ severity: 'error', message: refusal, server: candidate.spec.name, place: origin.place })
  }
  return { candidates, problems: problems.slice(0, MAX_PROBLEMS), unreadable: snapshot.unreadable }
}

const MAX_PROBLEMS = 200

function isIncluded(name: unknown, includes: (name: string) => boolean): boolean {
  return typeof name === 'string' && includes(name)
}

function refusalOf({ endpoint, health }: ServerSpec, rule: AddressRule): string | undefined {
  const urls = [
    ...(endpoint.kind === 'remote' ? [endpoint.url] : []),
    ...(health.url === undefined ? [] : [health.url]),
  ]
  for (const url of urls) {
    const host = URL.canParse(url) ? new URL(url).hostname : ''
    const what = host === '' ? undefined : refusalOfHost(host, rule)
    if (what) {
      return (
        `${host} is ${what}, and a catalogue elsewhere may not lead Portolan there. An administrator can allow it: ` +
        'allowPrivate for this catalogue in a file or the environment, or PORTOLAN_PRIVATE_ADDRESSES'
      )
    }
  }
  return undefined
}

/** One server for each name: where two catalogues declare it, the one that is listed first counts. */
export function withoutRepeats(snapshots: readonly Required<Snapshot>[]): Required<Snapshot> {
  const byName = new Map<string, Candidate>()
  const problems = snapshots.flatMap((snapshot) => snapshot.problems)
  for (const candidate of snapshots.flatMap((snapshot) => snapshot.candidates)) {
    const first = byName.get(candidate.spec.name)
    if (!first) byName.set(candidate.spec.name, candidate)
    else if (addressOf(first) !== addressOf(candidate)) problems.push(repeated(first, candidate))
  }
  const unreadable = [...new Set(snapshots.flatMap((snapshot) => snapshot.unreadable))]
  return { candidates: [...byName.values()], problems, unreadable }
}

function repeated(first: Candidate, { spec, origin }: Candidate): Problem {
  return {
    severity: 'warning',
    server: spec.name,
    ...(origin && { place: origin.place, ...(origin.line !== undefined && { line: origin.line }) }),
    message: `${first.origin?.place ?? 'Another catalogue'} declares a server of this name too, and comes first`,
  }
}

function addressOf({ spec: { endpoint } }: Candidate): string {
  return endpoint.kind === 'remote' ? endpoint.url : JSON.stringify([endpoint.command, endpoint.args])
}
