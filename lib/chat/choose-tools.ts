import 'server-only'
import type { JSONSchema7 } from 'ai'
import type { Withholding } from '@/lib/domain/chat'
import { type KnownTool, rankTools } from './rank-tools'
import { toolName } from './tool-names'
import { schemaForModel } from './tool-schema'

/** More than this and providers answer 400 (OpenAI), or the model chooses badly. */
export const MAX_TOOLS = 128
/** Characters of one tool's description and schema, and of all of them together: definitions eat the context. */
const MAX_TOOL_CHARACTERS = 40_000
const MAX_ALL_CHARACTERS = 300_000
const MAX_DESCRIPTION = 2_000
const MAX_NAMED = 50

export interface ChosenTool extends KnownTool {
  /** As the model knows it. */
  name: string
  description: string
  inputSchema: JSONSchema7
}

export interface Choice {
  /** By name, so that the same tools come in the same order: providers cache the beginning of a request. */
  chosen: ChosenTool[]
  withheld: Withholding[]
}

/**
 * Which tools the model gets to see: all of them while they fit, else those that this conversation has called and
 * then those nearest to the question.
 */
export function chooseTools(
  tools: readonly KnownTool[],
  {
    question,
    used = new Set(),
    limit = MAX_TOOLS,
  }: { question: string; used?: ReadonlySet<string>; limit?: number },
): Choice {
  const held = tools.filter((tool) => tool.held === true).map(prepare)
  const prepared = tools.filter((tool) => tool.held !== true).map(prepare)
  const fitting = prepared.filter((tool) => sizeOf(tool) <= MAX_TOOL_CHARACTERS)
  const tooLarge = prepared.filter((tool) => sizeOf(tool) > MAX_TOOL_CHARACTERS)
  const chosen = takeWithin(byPreference(fitting, question, used, limit), limit)
  const taken = new Set(chosen.map(({ name }) => name))
  return {
    chosen: chosen.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    withheld: [
      ...byServer(held, 'held'),
      ...byServer(tooLarge, 'too-large'),
      ...byServer(
        fitting.filter(({ name }) => !taken.has(name)),
        'limit',
      ),
    ],
  }
}

function prepare({ server, tool }: KnownTool): ChosenTool {
  return {
    server,
    tool,
    name: toolName({ server, tool: tool.name }),
    description: cut(tool.description ?? tool.title ?? tool.annotations?.title ?? '', MAX_DESCRIPTION),
    inputSchema: schemaForModel(tool.inputSchema),
  }
}

function byPreference(
  tools: ChosenTool[],
  question: string,
  used: ReadonlySet<string>,
  limit: number,
): ChosenTool[] {
  const allFit =
    tools.length <= limit && tools.reduce((sum, tool) => sum + sizeOf(tool), 0) <= MAX_ALL_CHARACTERS
  if (allFit) return tools
  const ranked = rankTools(question, tools).map(({ tool }) => tool)
  return [...ranked.filter(({ name }) => used.has(name)), ...ranked.filter(({ name }) => !used.has(name))]
}

function takeWithin(tools: readonly ChosenTool[], limit: number): ChosenTool[] {
  const taken: ChosenTool[] = []
  let characters = 0
  for (const tool of tools) {
    if (taken.length === limit) break
    const size = sizeOf(tool)
    if (characters + size > MAX_ALL_CHARACTERS) continue
    characters += size
    taken.push(tool)
  }
  return taken
}

const sizes = new WeakMap<ChosenTool, number>()

function sizeOf(tool: ChosenTool): number {
  const known = sizes.get(tool)
  if (known !== undefined) return known
  const size = tool.name.length + tool.description.length + JSON.stringify(tool.inputSchema).length
  sizes.set(tool, size)
  return size
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
