import type { z } from 'zod'
import type { bulkItemSchema } from '@/lib/domain/api/servers'
import { messageOf } from '@/lib/kit/app-error'

export type BulkItem = z.infer<typeof bulkItemSchema>

export interface ChunkOptions {
  /** Sends one chunk; its results come back by name. */
  send: (names: string[]) => Promise<BulkItem[]>
  onProgress: (results: BulkItem[]) => void
  signal: AbortSignal
  size?: number
}

/**
 * One action on many servers, some at a time, so that it shows progress and can be cancelled between two chunks.
 * A chunk that fails whole is the failure of each of its servers; the next ones are tried all the same.
 * Resolves with what was done; servers that a cancel left out are missing from it.
 */
export async function runInChunks(names: readonly string[], options: ChunkOptions): Promise<BulkItem[]> {
  const { send, onProgress, signal, size = 100 } = options
  const results: BulkItem[] = []
  for (let start = 0; start < names.length && !signal.aborted; start += size) {
    const chunk = names.slice(start, start + size)
    const items = await send(chunk).catch((error: unknown) => failAll(chunk, error))
    results.push(...items)
    onProgress(results)
  }
  return results
}

function failAll(names: string[], error: unknown): BulkItem[] {
  return names.map((name) => ({ name, ok: false, error: { code: 'internal', message: messageOf(error) } }))
}
