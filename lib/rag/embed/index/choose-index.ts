import 'server-only'
import { dot } from '../vector'
import type { VectorIndexRow } from '../stores'

/** Embedded once for each index; another model of the same name gives it another vector. */
export const PROBE = 'The pilot reads the chart before the ship enters the harbour.'
/** The same model on another machine differs in the last digits. */
const SAME = 0.99

export type Candidate = Pick<VectorIndexRow, 'id' | 'fingerprint' | 'dimension' | 'probe' | 'state'>

export interface Choice<T extends Candidate> {
  /** What holds the vectors of this very model; undefined: it is to be made. */
  target: T | undefined
  /** What nobody needs any more: all others once the target serves, else those that were begun for other models. */
  superseded: T[]
}

/** Which of the indexes is that of the model that gave the probe this vector. Pure. */
export function chooseIndex<T extends Candidate>(
  indexes: readonly T[],
  wanted: { fingerprint: string; probe: Float32Array },
): Choice<T> {
  const same = indexes.filter(
    (index) =>
      index.state !== 'retired' &&
      index.fingerprint === wanted.fingerprint &&
      index.dimension === wanted.probe.length &&
      dot(index.probe, wanted.probe) >= SAME,
  )
  const target = same.find(({ state }) => state === 'active') ?? same[0]
  const serving = indexes.findLast(({ state }) => state === 'active')
  const isNeeded = (index: T) => index === target || (target?.state !== 'active' && index === serving)
  return { target, superseded: indexes.filter((index) => !isNeeded(index)) }
}
