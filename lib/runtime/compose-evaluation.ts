import 'server-only'
import type { ToolFinder } from '@/lib/chat/find-tools'
import { Evaluation } from '@/lib/rag/evaluation/evaluation'
import type { Search } from '@/lib/rag/search/search'
import { EvaluationStore } from '@/lib/store/evaluations'
import { GoldSetStore } from '@/lib/store/gold-sets'
import type { RagInput } from './compose-rag'
import type { Lifecycle } from './lifecycle'

/** Joins the measuring of retrieval with what it measures. */
export async function composeEvaluation(
  { database, jobs, bus, clock, logger }: RagInput,
  { search, toolFinder }: { search: Search; toolFinder: ToolFinder },
  lifecycle: Lifecycle,
): Promise<Evaluation> {
  const evaluation = new Evaluation({
    ...{ jobs, bus, clock, logger },
    goldSets: new GoldSetStore(database),
    runs: new EvaluationStore(database),
    settings: async () => (await search.settings()).settings,
    searches: {
      passages: (body, signal) => search.search(body, signal),
      tools: (query, settings, signal) => toolFinder.order(query, settings, signal),
    },
  })
  await lifecycle.start({ name: 'evaluation', start: () => evaluation.start() })
  return evaluation
}
