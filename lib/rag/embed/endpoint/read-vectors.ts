import 'server-only'
import { z } from 'zod'
import { AppError } from '@/lib/kit/app-error'
import { normalize } from '../vector'

/** As numbers, or as the bytes of 32-bit floats (little endian) in base64, which some send unasked. */
const vectorSchema = z.union([z.array(z.number()), z.string()])
const answerSchema = z.object({
  data: z.array(z.object({ index: z.int().optional(), embedding: vectorSchema })),
})

/** The vectors of an answer to `POST /embeddings`, in the order of what was sent. Throws `protocol-error`. */
export function readVectors(answer: unknown, expected: number, host: string): Float32Array[] {
  const read = answerSchema.safeParse(answer)
  if (!read.success)
    throw wrong(host, 'its answer holds no vectors. Is it an embedding model, and is this the API of OpenAI?')
  const { data } = read.data
  if (data.length !== expected)
    throw wrong(host, `it answered with ${data.length} vectors to ${expected} texts`)
  const vectors = new Array<Float32Array>(expected)
  data.forEach(({ index, embedding }, at) => (vectors[index ?? at] = floatsOf(embedding)))
  const [first] = vectors
  for (const vector of Array.from(vectors)) {
    // A hole: an index that was given twice leaves another out.
    if (!(vector as Float32Array | undefined)) throw wrong(host, 'it gave one index to two vectors')
    if (vector.length === 0 || vector.length !== first?.length)
      throw wrong(host, 'its vectors differ in length')
    if (!vector.every(Number.isFinite)) throw wrong(host, 'its vectors hold what is no number')
    normalize(vector)
  }
  return vectors
}

function floatsOf(embedding: number[] | string): Float32Array {
  if (typeof embedding !== 'string') return Float32Array.from(embedding)
  const bytes = Buffer.from(embedding, 'base64')
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4))
}

function wrong(host: string, why: string): AppError {
  return new AppError('protocol-error', `${host} does not embed as expected: ${why}`)
}
