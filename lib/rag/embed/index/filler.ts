import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { UnembeddedPassage } from '@/lib/store/vectors'
import type { Embedder } from '../embedder'
import { embeddedText, hashOf } from '../embedded-text'
import type { Vectors, VectorIndexRow } from '../stores'
import { FIRST_PIECE, nextPiece } from './piece-size'

/** Makes the vectors of passages and writes them: of a text that is known already without asking the model. */
export class Filler {
  #piece = FIRST_PIECE

  constructor(private readonly vectors: Vectors) {}

  async fill(
    index: Pick<VectorIndexRow, 'id' | 'dimension'>,
    embedder: Embedder,
    passages: readonly UnembeddedPassage[],
    signal: AbortSignal,
  ): Promise<void> {
    const wanted = passages.map((passage) => {
      const text = embeddedText(passage)
      return { passage: passage.id, text, hash: hashOf(text) }
    })
    const known = new Set(
      await this.vectors.copyKnown(
        index,
        wanted.map(({ passage, hash }) => ({ passage, hash })),
      ),
    )
    const unknown = wanted.filter(({ passage }) => !known.has(passage))
    if (unknown.length === 0) return
    const made = await embedder.embed(
      unknown.map(({ text }) => text),
      'passage',
      signal,
    )
    await this.#write(
      index,
      unknown.map(({ passage, hash }, at) => ({ passage, hash, vector: whole(made[at], index.dimension) })),
      signal,
    )
  }

  async #write(
    index: Pick<VectorIndexRow, 'id' | 'dimension'>,
    rows: Parameters<Vectors['add']>[1],
    signal: AbortSignal,
  ): Promise<void> {
    let from = 0
    while (from < rows.length) {
      signal.throwIfAborted()
      const piece = rows.slice(from, from + this.#piece)
      const startedAt = performance.now()
      await this.vectors.add(index, piece)
      this.#piece = nextPiece(this.#piece, performance.now() - startedAt)
      from += piece.length
    }
  }
}

/** A text that the model has refused is near to nothing: zeros, so that it is not asked again and again. */
function whole(vector: Float32Array | undefined, dimension: number): Float32Array {
  if (!vector || vector.length === 0) return new Float32Array(dimension)
  if (vector.length === dimension) return vector
  throw new AppError(
    'protocol-error',
    `The model gives ${vector.length} numbers for a text, where it gave ${dimension}: it is another model now`,
  )
}
