import 'server-only'
import { z } from 'zod'
import { AppError } from '@/lib/kit/app-error'
import { statusOf } from './api-error'
import type { ClusterClient, Query } from './client'

/** As kubectl asks for them. */
const PAGE_SIZE = 500
/** A cluster that never ends a list would keep us for ever. */
const MAX_PAGES = 10_000

const pageSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
})

export interface ListRequest {
  path: string
  query: Query
  /** Each object as it comes; what it throws ends the list. */
  onItem: (item: unknown) => void
  /** What was handed over counts for nothing: the list begins again. */
  onRestart: () => void
  signal: AbortSignal
}

/** Lists page after page; resolves to the version from which a watch sees all that follows. */
export async function list(client: ClusterClient, request: ListRequest): Promise<string> {
  try {
    return await pages(client, request, PAGE_SIZE)
  } catch (error) {
    if (statusOf(error) !== 410) throw error
    // The pages' version was compacted while we read: all at once can't expire half-way.
    request.onRestart()
    return pages(client, request, undefined)
  }
}

async function pages(
  client: ClusterClient,
  request: ListRequest,
  limit: number | undefined,
): Promise<string> {
  let next: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.getJson(
      request.path,
      { ...request.query, limit, continue: next },
      request.signal,
    )
    const result = pageSchema.safeParse(answer)
    if (!result.success)
      throw new AppError('protocol-error', 'The API server answered a list with something else')
    for (const item of result.data.items ?? []) request.onItem(item)
    next = result.data.metadata.continue
    if (!next) return result.data.metadata.resourceVersion
  }
  throw new AppError('too-large', `The list did not end after ${MAX_PAGES} pages`)
}
