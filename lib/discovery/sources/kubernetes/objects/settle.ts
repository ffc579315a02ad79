import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate } from '@/lib/domain/snapshot'
import type { ObjectReading } from './read-object'

/**
 * Joins what all objects of all clusters came to: one server where an operator's object and the Service it made both
 * declare it, and no name twice. The order of the readings does not matter.
 */
export function settle(readings: Iterable<ObjectReading>): { candidates: Candidate[]; problems: Problem[] } {
  const candidates: Candidate[] = []
  const problems: Problem[] = []
  for (const reading of readings) {
    candidates.push(...reading.candidates)
    problems.push(...reading.problems)
  }
  return { candidates, problems }
}
