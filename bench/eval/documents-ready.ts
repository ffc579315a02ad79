import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from '@/lib/client/api'
import { listDocuments } from '@/lib/domain/api/documents'
import { getEmbedding, setEmbedding } from '@/lib/domain/api/search'

const ENDED = new Set(['ready', 'failed', 'cancelled'])
const LOOK_MS = 250
const LIMIT_MS = 600_000
/** Documents arrive one after another: only a number that stays is the whole. */
const STEADY_LOOKS = 8

/** Waits until documents are there and all of them are indexed. Throws when one could not be, or it takes too long. */
export async function documentsReady(client: ApiClient): Promise<number> {
  const deadline = Date.now() + LIMIT_MS
  let [steady, before] = [0, -1]
  while (Date.now() < deadline) {
    const { items, total } = await client.call(listDocuments, { query: { limit: 500 } })
    steady = total > 0 && total === before && items.every(({ state }) => ENDED.has(state)) ? steady + 1 : 0
    before = total
    if (steady >= STEADY_LOOKS) {
      const broken = items.filter(({ state }) => state !== 'ready')
      if (broken.length > 0) throw new Error(`Not indexed: ${broken.map(({ name }) => name).join(', ')}`)
      return total
    }
    await delay(LOOK_MS)
  }
  throw new Error('The documents were not indexed in time')
}

/** Chooses a model on disk, and waits until what is indexed has its vectors. Throws when they could not be made. */
export async function vectorsReady(client: ApiClient, model: string): Promise<void> {
  await client.call(setEmbedding, { body: { provider: 'onnx', model } })
  const deadline = Date.now() + LIMIT_MS
  while (Date.now() < deadline) {
    const { indexes } = await client.call(getEmbedding)
    const failed = indexes.find(({ state }) => state === 'failed')
    if (failed) throw new Error(`No vectors: ${failed.error ?? 'for no reason that is known'}`)
    if (indexes.some(({ state }) => state === 'active') && indexes.every(({ state }) => state !== 'building'))
      return
    await delay(LOOK_MS)
  }
  throw new Error('The vectors were not made in time')
}
