import 'server-only'
import type { JSONSchema7 } from 'ai'
import type { Withholding } from '@/lib/domain/chat'
import type { RankedTool, RankSettings } from '@/lib/domain/retrieval'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'
import type { RankedKnownTool } from '@/lib/rag/tool-search/tool-search'
import { toolName } from './tool-names'
import { schemaForModel } from './tool-schema'

/**
 * With more than 128 providers answer 400 (OpenAI), or the model chooses badly; two of them are our own, which find
 * other tools and read on in long results.
 */
export const MAX_TOOLS = 126
/** A larger definition is never offered: it would leave no room for the rest. */
const MAX_TOOL_TOKENS = 10_000
const MAX_DESCRIPTION = 2_000
const MAX_NAMED = 50
/** Tools that the ranking of an offer tells of, beside those taken. */
const MAX_RANKED = 60

export interface ChosenTool extends KnownTool {
  /** As the model knows it. */
  name: string
  description: string
  inputSchema: JSONSchema7
}

export interface Choice {
  /** By name, so that the same tools come in the same order: providers cache the beginning of a request. */
  chosen: ChosenTool[]
  /** Not offered, yet callable once the model has searched for them; nearest to the question first. */
  deferred: ChosenTool[]
  /** What is not offered, by server and reason; of the reason `limit` are those that a search finds. */
  withheld: Withholding[]
  /** The best of the ranking, and all that were taken. */
  ranking: RankedTool[]
}

export type ToolLimits = Pick<RankSettings, 'toolLimit' | 'toolTokenLimit'>

/**
 * Which tools the model gets to see from the start: all while they fit, else those that this conversation has called
 * and then those nearest to the question, within the limits of count and tokens.
 */
export function chooseTools(
  ranked: readonly RankedKnownTool[],
  {
    used = new Set(),
    limits,
    told = MAX_RANKED,
  }: { used?: ReadonlySet<string>; limits: ToolLimits; told?: number },
): Choice {
  const limit = Math.min(limits.toolLimit, MAX_TOOLS)
  const largest = Math.min(MAX_TOOL_TOKENS, limits.toolTokenLimit)
  const all = ranked.map((one) => ({ ...one, prepared: prepare(one.known) }))
  const why = new Map<ChosenTool, RankedTool['why']>()
  for (const { prepared } of all) {
    if (prepared.held === true) why.set(prepared, 'held')
    else if (tokensOf(prepared) > largest) why.set(prepared, 'too-large')
  }
  const fitting = all.map(({ prepared }) => prepared).filter((tool) => !why.has(tool))
  const order = [
    ...fitting.filter(({ name }) => used.has(name)),
    ...fitting.filter(({ name }) => !used.has(name)),
  ]
  const taken = takeWithin(order, limit, limits.toolTokenLimit, why)
  for (const tool of taken) if (used.has(tool.name)) why.set(tool, 'used')
  const rest = all.map(({ prepared }) => prepared).filter((tool) => !taken.has(tool))
  return {
    chosen: [...taken].sort((a, b) => (a.name < b.name ? -1 : 1)),
    deferred: fitting.filter((tool) => !taken.has(tool)),
    withheld: (['held', 'too-large', 'limit'] as const).flatMap((reason) =>
      byServer(
        rest.filter((tool) => reasonOf(why.get(tool)) === reason),
        reason,
      ),
    ),
    ranking: all
      .filter(({ prepared }, at) => at < told || taken.has(prepared))
      .map(({ prepared, scores, ranks, because }) => ({
        ...{ server: prepared.server, tool: prepared.tool.name, scores, ranks, taken: taken.has(prepared) },
        ...(prepared.tool.title !== undefined && { title: prepared.tool.title }),
        ...(why.has(prepared) && { why: why.get(prepared) }),
        ...(because && { because: because() }),
      })),
  }
}

function prepare(known: KnownTool): ChosenTool {
  const { server, tool } = known
  return {
    ...known,
    name: toolName({ server, tool: tool.name }),
    description: cut(tool.description ?? tool.title ?? tool.annotations?.title ?? '', MAX_DESCRIPTION),
    inputSchema: schemaOf(tool),
  }
}

/** A listing's tools stay the same objects from turn to turn. */
const schemas = new WeakMap<KnownTool['tool'], JSONSchema7>()
const sizes = new WeakMap<KnownTool['tool'], number>()

function schemaOf(tool: KnownTool['tool']): JSONSchema7 {
  const known = schemas.get(tool)
  if (known) return known
  const schema = schemaForModel(tool.inputSchema)
  schemas.set(tool, schema)
  return schema
}

function takeWithin(
  tools: readonly ChosenTool[],
  limit: number,
  tokenLimit: number,
  why: Map<ChosenTool, RankedTool['why']>,
): Set<ChosenTool> {
  const taken = new Set<ChosenTool>()
  let tokens = 0
  for (const tool of tools) {
    const size = tokensOf(tool)
    if (taken.size === limit) why.set(tool, 'limit')
    else if (tokens + size > tokenLimit) why.set(tool, 'tokens')
    else {
      tokens += size
      taken.add(tool)
    }
  }
  return taken
}

/** An estimate that needs no model's tokenizer: JSON Schema has some four characters to a token. */
export function tokensOf({ tool, name, description, inputSchema }: ChosenTool): number {
  const known = sizes.get(tool)
  if (known !== undefined) return known
  const size = Math.ceil((name.length + description.length + JSON.stringify(inputSchema).length) / 4)
  sizes.set(tool, size)
  return size
}

function reasonOf(why: RankedTool['why']): Withholding['reason'] {
  return why === 'held' || why === 'too-large' ? why : 'limit'
}

function byServer(tools: readonly ChosenTool[], reason: Withholding['reason']): Withholding[] {
  const groups = Map.groupBy(tools, ({ server }) => server)
  return [...groups].map(([server, group]) => ({
    server,
    reason,
    count: group.length,
    tools: group.slice(0, MAX_NAMED).map(({ tool }) => tool.name),
  }))
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`
}
