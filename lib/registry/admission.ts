import 'server-only'
import type { Admission, NewServers } from '@/lib/domain/discovery'
import type { Claim, Overrides } from '@/lib/domain/server'

/** A claim that is held or refused is no server: it wins, shadows and counts nowhere. */
export function isAdmitted(claim: Claim): boolean {
  return claim.admission === undefined
}

interface Question {
  /** The source's claim so far, if it has one. */
  before: Claim | undefined
  /** A person's word, or that the source's servers were once let in switched off. */
  decided: NonNullable<Overrides['admissions']>[string] | undefined
  newServers: NewServers
}

/** Whether a claim is let in. A person's word counts first; what was let in once stays, however new ones are treated. */
export function admissionOf({ before, decided, newServers }: Question): Claim['admission'] {
  if (decided === 'refused') return 'refused'
  if (decided === 'accepted' || newServers !== 'held') return undefined
  return before && isAdmitted(before) ? undefined : 'held'
}

/** The overrides with a decision on one source's claim; undefined takes it back. */
export function withDecision(
  overrides: Overrides,
  sourceId: string,
  decided: Question['decided'],
): Overrides {
  const { admissions, ...rest } = overrides
  const others = Object.entries(admissions ?? {}).filter(([source]) => source !== sourceId)
  const kept = decided === undefined ? others : [...others, [sourceId, decided]]
  return kept.length === 0 ? rest : { ...rest, admissions: Object.fromEntries(kept) as typeof admissions }
}

/** What is kept of overrides when there is no server any more that the others could be about. */
export function decisionsOf({ admissions }: Overrides): Overrides {
  return admissions === undefined ? {} : { admissions }
}

/** The claim let in, held or refused. */
export function decidedClaim(claim: Claim, decision: Admission | 'held'): Claim {
  if (decision !== 'accepted') return { ...claim, admission: decision }
  if (claim.admission === undefined) return claim
  const admitted = { ...claim }
  delete admitted.admission
  return admitted
}
