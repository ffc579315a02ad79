import 'server-only'
import type { SearchBody } from '@/lib/domain/api/search'
import type { GoldQuestion, QuestionOutcome } from '@/lib/domain/evaluation'
import type { Ranker, RankSettings, SearchResult, ToolRanking } from '@/lib/domain/retrieval'
import { ranksOfPassages, ranksOfTools } from './match-expected'
import { measure } from './metrics'

/** What is measured: both as the playground uses them. */
export interface Searches {
  passages(body: SearchBody, signal: AbortSignal): Promise<SearchResult>
  tools(query: string, settings: RankSettings, signal: AbortSignal): Promise<ToolRanking>
}

export interface Asked {
  outcome: QuestionOutcome
  /** Of the search, or of both. */
  tookMs: number
  ranker: Ranker | null
}

/** Places that are looked at. What an answer would get of them, its limits decide; here the order is measured. */
const DEPTH = 20
const SHOWN = 5

/** Searches as a turn would, for what is expected alone, and measures what was found. */
export async function askQuestion(
  question: GoldQuestion,
  { searches, settings, collections }: { searches: Searches; settings: RankSettings; collections: string[] },
  signal: AbortSignal,
): Promise<Asked> {
  const body: SearchBody = {
    query: question.question,
    settings: { ...settings, limit: DEPTH, tokenLimit: 100_000 },
    ...(collections.length > 0 && { collections }),
  }
  const passages = question.passages.length > 0 ? await searches.passages(body, signal) : null
  const tools = question.tools.length > 0 ? await searches.tools(question.question, settings, signal) : null
  const passageRanks = ranksOfPassages(question.passages, passages?.passages ?? [])
  const toolRanks = ranksOfTools(question.tools, tools?.tools ?? [])
  const found = [
    ...(passages?.passages ?? [])
      .slice(0, SHOWN)
      .map(({ document, heading }) => [document.name, ...heading.slice(-1)].join(' › ')),
    ...(tools?.tools ?? []).slice(0, SHOWN).map(({ server, tool }) => `${server}/${tool}`),
  ]
  return {
    outcome: {
      ...{ question, passageRanks, toolRanks, found },
      passages: passageRanks.length > 0 ? measure(passageRanks) : null,
      tools: toolRanks.length > 0 ? measure(toolRanks) : null,
    },
    tookMs: (passages?.timings.total ?? 0) + (tools?.timings.total ?? 0),
    ranker: (passages ?? tools)?.ranker ?? null,
  }
}

/** `pg_textsearch + all-minilm-l6-v2`, as a run is labelled. */
export function labelOf({ lexical, vector, reranker }: Ranker): string {
  return [lexical, vector, reranker].filter((part) => part !== null).join(' + ')
}
