import 'server-only'

/** One text as the model reads it. */
export interface Encoded {
  ids: number[]
  types: number[]
}

/** The beginning of what is too long, with the sign that ends every text kept at its end. */
export function shortened({ ids, types }: Encoded, limit: number): Encoded {
  if (ids.length <= limit) return { ids, types }
  return {
    ids: [...ids.slice(0, limit - 1), ids.at(-1) ?? 0],
    types: [...types.slice(0, limit - 1), types.at(-1) ?? 0],
  }
}

/**
 * Which texts are read together: neighbours in length, so that little is padded, and never more than so many tokens at
 * once, so that memory stays bounded. Indexes into `lengths`.
 */
export function roundsOf(lengths: readonly number[], tokensAtOnce: number): number[][] {
  const byLength = lengths
    .map((_, index) => index)
    .sort((one, other) => (lengths[one] ?? 0) - (lengths[other] ?? 0))
  const rounds: number[][] = []
  let round: number[] = []
  for (const index of byLength) {
    // The longest comes last: it is what all of the round are padded to.
    if (round.length > 0 && (round.length + 1) * (lengths[index] ?? 0) > tokensAtOnce) {
      rounds.push(round)
      round = []
    }
    round.push(index)
  }
  if (round.length > 0) rounds.push(round)
  return rounds
}

/** Rows of equal length, one after another, as 64-bit integers: `fill` after the end of each. */
export function padded(rows: readonly (readonly number[])[], fill: number): BigInt64Array {
  const width = Math.max(...rows.map((row) => row.length))
  const flat = new BigInt64Array(rows.length * width).fill(BigInt(fill))
  rows.forEach((row, at) => row.forEach((value, column) => (flat[at * width + column] = BigInt(value))))
  return flat
}
