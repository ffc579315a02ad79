import 'server-only'

/** In place, to length 1; a vector of zeros stays one. */
export function normalize(vector: Float32Array): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(squares)
  if (length > 0 && Math.abs(length - 1) > 1e-6) {
    for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) / length
  }
  return vector
}

/** Of vectors of length 1: the cosine of the angle between them. */
export function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}
