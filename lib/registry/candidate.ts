import 'server-only'
import type { ServerReading } from '@/lib/domain/server-document'
import type { Candidate } from '@/lib/domain/snapshot'
import { AppError } from '@/lib/kit/app-error'

/** What was read, or `bad-input` with everything that is wrong with it. */
export function candidateOf({ candidate, problems }: ServerReading): Candidate {
  if (candidate) return candidate
  const errors = problems.filter((problem) => problem.severity === 'error')
  throw new AppError('bad-input', errors.map((problem) => problem.message).join('. '), {
    details: { problems },
  })
}
