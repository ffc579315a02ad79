import 'server-only'
import { createHash } from 'node:crypto'
import type { Tool, ToolPart } from '@/lib/domain/capability'
import type { Fingerprinted, ToolBaseline } from '@/lib/store/tool-baselines'

/** What a model or a person goes by when they choose a tool and fill its arguments. */
function partsOf(tool: Tool): Record<ToolPart, unknown> {
  return {
    description: [tool.title, tool.description],
    input: tool.inputSchema,
    output: tool.outputSchema,
    annotations: tool.annotations,
  }
}

export function fingerprintOf(definition: Tool): Fingerprinted {
  const fingerprint = createHash('sha256')
    .update(canonical(partsOf(definition)))
    .digest('base64url')
  return { fingerprint, definition }
}

/** The parts of a tool that say something else now. */
export function changedParts(before: Tool, after: Tool): ToolPart[] {
  const [then, now] = [partsOf(before), partsOf(after)]
  return (Object.keys(then) as ToolPart[]).filter((part) => canonical(then[part]) !== canonical(now[part]))
}

export interface Drifted {
  baseline: ToolBaseline
  now: Fingerprinted
  changed: ToolPart[]
}

export interface Comparison {
  /** Never seen before. */
  fresh: Fingerprinted[]
  drifted: Drifted[]
  /** Names of those that say again what they were to say. */
  returned: string[]
}

/** What a list of tools is to what the server said before. A tool that is gone keeps its baseline, should it return. */
export function compareTools(tools: readonly Tool[], baselines: readonly ToolBaseline[]): Comparison {
  const known = new Map(baselines.map((one) => [one.tool, one]))
  const comparison: Comparison = { fresh: [], drifted: [], returned: [] }
  for (const tool of tools) {
    const now = fingerprintOf(tool)
    const baseline = known.get(tool.name)
    if (!baseline) comparison.fresh.push(now)
    else if (baseline.fingerprint !== now.fingerprint) {
      comparison.drifted.push({ baseline, now, changed: changedParts(baseline.definition, tool) })
    } else if (baseline.pending) comparison.returned.push(tool.name)
  }
  return comparison
}

/** JSON in which keys stand in one order: a server that merely lists them in another has changed nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
