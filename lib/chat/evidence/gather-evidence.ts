import 'server-only'
import type { ChatBody } from '@/lib/domain/api/chat'
import type { Evidence } from '@/lib/domain/chat'
import type { SearchResult } from '@/lib/domain/retrieval'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import type { Search } from '@/lib/rag/search/search'

/** An answer without documents now is better than one with them in a minute. */
const LIMIT_MS = 10_000

const NOTHING: SearchResult = {
  passages: [],
  cut: [],
  timings: { embed: null, lexical: null, vector: null, rerank: null, total: 0 },
  ranker: { lexical: 'portolan-bm25', vector: null, reranker: null, notes: [] },
  terms: [],
}

/**
 * The passages for a question, numbered from 1 in the order of their rank. Never throws, save when `signal` aborts:
 * what went wrong is among the notes, and the turn goes on without documents.
 */
export async function gatherEvidence(
  search: Pick<Search, 'search'>,
  { query, collections }: { query: string } & Pick<ChatBody, 'collections'>,
  { signal, limitMs = LIMIT_MS }: { signal: AbortSignal; limitMs?: number },
): Promise<Evidence> {
  const asked = { query, ...(collections && { collections }) }
  if (collections?.length === 0) return evidenceOf(asked, NOTHING, [])
  using limit = deadline(signal, limitMs, 'Searching the documents')
  try {
    return evidenceOf(asked, await search.search(asked, limit), [])
  } catch (error) {
    signal.throwIfAborted()
    return evidenceOf(asked, NOTHING, [
      `The documents could not be searched: ${isAppError(error) ? error.message : messageOf(error)}`,
    ])
  }
}

function evidenceOf(
  asked: Pick<Evidence, 'query' | 'collections'>,
  found: SearchResult,
  notes: string[],
): Evidence {
  return {
    ...asked,
    ...found,
    passages: found.passages.map((passage, at) => ({ ...passage, number: at + 1 })),
    notes,
  }
}
