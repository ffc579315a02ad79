import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import { normalize } from '../vector'

/** What a model gives for a batch: `[texts, tokens, dimension]`, or `[texts, dimension]` where it pools by itself. */
export interface Output {
  data: Float32Array
  dims: readonly number[]
}

/** One vector of length 1 for each text. `lengths`: its tokens, the padding after them left out. */
export function pooled(
  { data, dims }: Output,
  lengths: readonly number[],
  pooling: 'mean' | 'cls',
): Float32Array[] {
  const [texts = 0, second = 0, third] = dims
  if (texts !== lengths.length || (dims.length !== 2 && dims.length !== 3) || data.length === 0)
    throw new AppError(
      'protocol-error',
      `The model gives ${dims.join(' × ')} numbers, which are no vectors of texts`,
    )
  if (third === undefined)
    return lengths.map((_, text) => normalize(data.slice(text * second, (text + 1) * second)))
  return lengths.map((length, text) => {
    const start = text * second * third
    if (pooling === 'cls') return normalize(data.slice(start, start + third))
    return normalize(meanOf(data, { start, tokens: length, dimension: third }))
  })
}

function meanOf(
  data: Float32Array,
  { start, tokens, dimension }: { start: number; tokens: number; dimension: number },
): Float32Array {
  const mean = new Float32Array(dimension)
  for (let token = 0; token < tokens; token++) {
    const at = start + token * dimension
    for (let each = 0; each < dimension; each++) mean[each] = (mean[each] ?? 0) + (data[at + each] ?? 0)
  }
  for (let each = 0; each < dimension; each++) mean[each] = (mean[each] ?? 0) / Math.max(1, tokens)
  return mean
}

/** One score for each text: the only output as it is, or of two classes the likelihood of the second. */
export function scoresOf({ data, dims }: Output, texts: number): number[] {
  const classes = data.length / texts
  if (dims[0] !== texts || (classes !== 1 && classes !== 2))
    throw new AppError(
      'protocol-error',
      `The model gives ${dims.join(' × ')} numbers: a reranker gives one score, or two classes, for each text`,
    )
  return Array.from({ length: texts }, (_, text) => {
    if (classes === 1) return data[text] ?? 0
    const [no = 0, yes = 0] = data.slice(text * 2, text * 2 + 2)
    return yes - no
  })
}
