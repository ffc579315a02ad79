import 'server-only'
import type { RankedTool, RankSettings } from '@/lib/domain/retrieval'
import { assertNever } from '@/lib/kit/assert-never'

/** Why a tool is or is not among those that a turn is offered: a sentence or two for a person, with the numbers. */
export function explainRank(
  tool: RankedTool,
  ranking: readonly RankedTool[],
  { toolLimit, toolTokenLimit }: Pick<RankSettings, 'toolLimit' | 'toolTokenLimit'>,
): string {
  const place = ranking.indexOf(tool) + 1
  const at = `It is number ${place} of ${ranking.length}`
  const shares = (tool.scores.lexical ?? 0) > 0 ? '' : ' It shares no word with the question.'
  switch (tool.why) {
    case 'held':
      return `Its server says something else of it than before, and nobody has approved that. ${at}.`
    case 'too-large':
      return `Its definition alone is larger than a model can be given. ${at}.`
    case 'used':
      return `Taken: this conversation has called it before. ${at}.`
    case 'limit':
      return `${at}, and ${toolLimit} are offered; the others are found when the model searches for them.${shares}${lead(tool, ranking)}`
    case 'tokens':
      return `${at}, and the definitions of those before it fill the ${toolTokenLimit} tokens that tools may take.${shares}`
    case undefined:
      return tool.taken ? `Taken: ${at.charAt(0).toLowerCase()}${at.slice(1)}.${shares}` : `${at}.${shares}`
    default:
      return assertNever(tool.why)
  }
}

/** How far it was from being taken. */
function lead(tool: RankedTool, ranking: readonly RankedTool[]): string {
  const last = ranking.findLast(({ taken }) => taken)
  const [needed, has] = [last && decisive(last), decisive(tool)]
  return needed === undefined
    ? ''
    : ` The last that was offered scores ${show(needed)}, this one ${show(has)}.`
}

function decisive({ scores }: RankedTool): number {
  return scores.fused ?? scores.lexical ?? 0
}

function show(score: number): string {
  return score.toPrecision(3)
}
