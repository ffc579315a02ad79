import 'server-only'
import type { z } from 'zod'
import type { findTools as operation, FoundTools } from '@/lib/domain/api/chat'
import type { explainTool, searchTools } from '@/lib/domain/api/search'
import type { ApprovalRule } from '@/lib/domain/approval'
import {
  type RankedTool,
  type RankSettings,
  rankSettingsSchema,
  type ToolRanking,
} from '@/lib/domain/retrieval'
import { AppError } from '@/lib/kit/app-error'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'
import type { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { decide, type Judged } from './approvals/decide'
import { withoutDenied } from './approvals/foresee'
import { chooseTools } from './choose-tools'
import { explainRank } from './explain-tool'
import { type Fleet, knownTools } from './gather-tools'

export interface ToolFinderOptions extends Fleet {
  toolSearch: Pick<ToolSearch, 'rank'>
  /** How passages and tools are ranked where a request says nothing else. */
  settings: () => RankSettings | Promise<RankSettings>
  /** What a rule denies is offered to no model. */
  rules: () => Promise<ApprovalRule[]>
}

type SearchBody = z.output<typeof searchTools.body>
type Explanation = z.input<typeof explainTool.response>

/** Finds tools among those that are known without waiting for a server: as a person types, and as a turn would. */
export class ToolFinder {
  constructor(private readonly options: ToolFinderOptions) {}

  /** Tools that hold every word typed so far, best first; the nearest where none does; all by name without words. */
  async find(query: z.output<typeof operation.query>, signal: AbortSignal): Promise<FoundTools> {
    const { pool } = this.options
    const { tools, absent } = knownTools(this.options, { servers: query.server, tags: query.tag })
    const found = query.q.trim() === '' ? byName(tools) : await this.#nearest(tools, query.q, signal)
    return {
      items: found.slice(0, query.limit).map(({ server, tool, held = false }) => ({
        ...{ server, tool, held },
        connection: pool.stateOf(server),
        available: pool.isAvailable(server),
      })),
      nextCursor: null,
      searched: { tools: tools.length, servers: new Set(tools.map(({ server }) => server)).size },
      unlisted: absent.length,
    }
  }

  /** The order in which a turn would offer them, and what of it. */
  async search({ limit, ...body }: SearchBody, signal: AbortSignal): Promise<ToolRanking> {
    const { ranking, ...rest } = await this.#rank(body, signal)
    return { ...rest, tools: ranking.slice(0, limit) }
  }

  /** All of them in that order, once every tool has its vector where there are vectors. */
  async order(query: string, settings: RankSettings, signal: AbortSignal): Promise<ToolRanking> {
    const { ranking, ...rest } = await this.#rank({ query, settings, wait: true }, signal)
    return { ...rest, tools: ranking }
  }

  /** Why a turn would not be offered a tool, with the numbers. Throws `not-found` where no such tool is known. */
  async explain(body: z.output<typeof explainTool.body>, signal: AbortSignal): Promise<Explanation> {
    const { ranking, known, foresee, settings } = await this.#rank(body, signal)
    const isAsked = ({ server, tool }: KnownTool) => server === body.server && tool.name === body.tool
    const tool = ranking.find((one) => one.server === body.server && one.tool === body.tool)
    if (!tool) {
      // All that were chosen are in the ranking, but those that are denied.
      const denied = known.find(isAsked)
      const rule = denied && foresee(denied).rule
      if (rule !== undefined)
        return { tool: null, message: `The rule ${rule} denies it, and what may not run is not offered.` }
      const { tools: all } = knownTools(this.options, {})
      if (all.some(isAsked)) {
        return { tool: null, message: `${body.server} was not chosen to take part in this question.` }
      }
      const listed = known.some(({ server }) => server === body.server)
      throw new AppError(
        'not-found',
        listed
          ? `${body.server} has no tool ${body.tool}`
          : `No tool of ${body.server} is known: it is not registered, disabled, not chosen, or was never connected`,
      )
    }
    return { tool, message: explainRank(tool, ranking, settings) }
  }

  async #rank(
    { query, servers, tags, settings: given, wait = false }: Omit<SearchBody, 'limit'> & { wait?: boolean },
    signal: AbortSignal,
  ) {
    const { tools: known } = knownTools(this.options, { servers, tags })
    const settings = rankSettingsSchema.parse({ ...(await this.options.settings()), ...given })
    const rules = await this.options.rules()
    const foresee = (tool: Judged) => decide(tool, { rules, remembered: [] })
    const { allowed } = withoutDenied(known, { foresee })
    const { tools, ...rest } = await this.options.toolSearch.rank(query, allowed, { settings, signal, wait })
    const ranking: RankedTool[] = chooseTools(tools, { limits: settings, told: tools.length }).ranking
    return { ...rest, ranking, known, foresee, settings }
  }

  async #nearest(tools: KnownTool[], question: string, signal: AbortSignal): Promise<KnownTool[]> {
    const typed = question.toLowerCase().split(/\s+/).filter(Boolean)
    const holding = byName(tools).filter((known) => typed.every((word) => textOf(known).includes(word)))
    // A vector for every letter typed would be too much to ask of an embedder.
    const settings = { vectorWeight: 0 }
    const ranked = await this.options.toolSearch.rank(question, holding.length > 0 ? holding : tools, {
      ...{ settings, signal },
    })
    if (holding.length === 0) {
      return ranked.tools.filter(({ scores }) => (scores.lexical ?? 0) > 0).map(({ known }) => known)
    }
    const order = ranked.tools.map(({ known }) => known)
    // Someone who types a name wants that tool.
    return [...order.filter((one) => isNamed(one, typed)), ...order.filter((one) => !isNamed(one, typed))]
  }
}

function textOf({ server, tool }: KnownTool): string {
  return `${server} ${tool.name} ${tool.title ?? ''} ${tool.description ?? ''}`.toLowerCase()
}

function isNamed({ tool }: KnownTool, typed: string[]): boolean {
  const name = `${tool.name} ${tool.title ?? ''}`.toLowerCase()
  return typed.every((word) => name.includes(word))
}

function byName(tools: KnownTool[]): KnownTool[] {
  return tools.toSorted((a, b) => a.tool.name.localeCompare(b.tool.name) || a.server.localeCompare(b.server))
}
