import 'server-only'
import { AppError } from '@/lib/kit/app-error'

/** A server whose stored revision is not the one that the batch builds upon; 0 means that nothing is stored. */
export interface Misfit {
  name: string
  expected: number
  stored: number
}

interface Revision {
  name: string
  revision: number
}

/** Goes through a batch in its order, removals first, over what is stored; returns what does not fit. */
export function findMisfits(
  batch: { upserts: readonly Revision[]; removals: readonly Revision[] },
  storedRevisions: ReadonlyMap<string, number>,
): Misfit[] {
  const revisions = new Map(storedRevisions)
  const misfits: Misfit[] = []
  const expect = (name: string, expected: number) => {
    const stored = revisions.get(name) ?? 0
    if (stored !== expected) misfits.push({ name, expected, stored })
  }
  for (const { name, revision } of batch.removals) {
    expect(name, revision)
    revisions.delete(name)
  }
  for (const { name, revision } of batch.upserts) {
    expect(name, revision - 1)
    revisions.set(name, revision)
  }
  return misfits
}

export function revisionConflict(misfits: readonly [Misfit, ...Misfit[]]): AppError {
  const [first] = misfits
  const message =
    misfits.length === 1
      ? `The server ${first.name} has changed meanwhile: ${difference(first)}. Load it again and repeat the change`
      : `${misfits.length} servers have changed meanwhile, ${first.name} among them. Load them again and repeat the change`
  return new AppError('revision-conflict', message, { details: { conflicts: misfits.slice(0, 20) } })
}

function difference({ expected, stored }: Misfit): string {
  if (stored === 0) return 'it is not there any more'
  return expected === 0 ? 'it is there already' : `it is at revision ${stored}, not ${expected}`
}
