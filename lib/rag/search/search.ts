import 'server-only'
import type { z } from 'zod'
import type { explainPassage, SearchBody } from '@/lib/domain/api/search'
import type { RankSettings, SearchResult } from '@/lib/domain/retrieval'

export type Explanation = z.infer<typeof explainPassage.response>
export type ExplainBody = z.infer<typeof explainPassage.body>

/** Finds the passages nearest to a query, and tells why these and not others. */
export class Search {
  /** Throws `bad-input` for a filter that names an unknown collection. */
  search(body: SearchBody, signal: AbortSignal): Promise<SearchResult> {
    signal.throwIfAborted()
    return Promise.reject(new Error(body.query))
  }

  explain(body: ExplainBody, signal: AbortSignal): Promise<Explanation> {
    signal.throwIfAborted()
    return Promise.reject(new Error(body.query))
  }

  /** How passages and tools are ranked when a request does not say otherwise. */
  settings(): Promise<{ settings: RankSettings; defaults: RankSettings }> {
    return Promise.reject(new Error('settings'))
  }

  setSettings(settings: RankSettings): Promise<{ settings: RankSettings; defaults: RankSettings }> {
    return Promise.reject(new Error(String(settings.limit)))
  }
}
