import 'server-only'
import type { Offer, Withholding } from '@/lib/domain/chat'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'
import type { TurnApprovals } from './approvals'

const MAX_NAMED = 50

type Foresee = Pick<TurnApprovals, 'foresee'>

/** Parts the tools that a rule denies from the rest: a model is not offered what would never run. */
export function withoutDenied(
  tools: readonly KnownTool[],
  { foresee }: Foresee,
): { allowed: KnownTool[]; denied: Withholding[] } {
  const isDenied = (tool: KnownTool) => tool.held !== true && foresee(tool).action === 'deny'
  const groups = Map.groupBy(tools.filter(isDenied), ({ server }) => server)
  const denied = [...groups].map(([server, group]): Withholding => {
    const names = group.slice(0, MAX_NAMED).map(({ tool }) => tool.name)
    return { server, reason: 'denied', count: group.length, tools: names }
  })
  return { allowed: tools.filter((tool) => !isDenied(tool)), denied }
}

/** What an offer tells of a tool's approval. */
export function approvalOf(
  tool: KnownTool,
  { foresee }: Foresee,
): NonNullable<Offer['offered'][number]['approval']> {
  const { action, why, rule } = foresee(tool)
  return { needed: action === 'ask', why, ...(rule !== undefined && { rule }) }
}
