import type { Evidence, Offer } from '@/lib/domain/chat'
import type { Cut, FoundPassage, RankedTool, Ranks, Scores } from '@/lib/domain/retrieval'
import { assertNever } from '@/lib/kit/assert-never'
import { titleOf, whereWords } from '../citations/passage-words'

export type RankingPart = 'all' | 'passages' | 'tools'

/** A passage or a tool at its place in what was found for a question. */
export type RankingRow = {
  key: string
  name: string
  detail: string
  scores: Scores
  ranks: Ranks
  /** Above the cut. */
  taken: boolean
  why: string | undefined
  /** What speaks for it. */
  because: string | undefined
} & ({ kind: 'passage'; passage: FoundPassage; number?: number } | { kind: 'tool'; tool: RankedTool })

/**
 * Passages and tools in one view: what was taken, in the order of the places in its own ranking, and below the cut what
 * was not. Their scores are of one kind, yet not of one scale: places compare, scores of a passage and a tool do not.
 */
export function rankingRows(
  { evidence, ranking }: { evidence: Evidence | undefined; ranking: Offer['ranking'] },
  part: RankingPart = 'all',
): RankingRow[] {
  const passages =
    part === 'tools' || !evidence
      ? []
      : [
          ...evidence.passages.map((passage) => passageRow(passage, undefined)),
          ...evidence.cut.map((passage) => passageRow(passage, passage.why)),
        ]
  const tools = part === 'passages' ? [] : (ranking ?? []).map(toolRow)
  return [true, false].flatMap((taken) =>
    woven(
      passages.filter((row) => row.taken === taken),
      tools.filter((row) => row.taken === taken),
    ),
  )
}

/** The first of each, then the second of each, … */
function woven(one: RankingRow[], other: RankingRow[]): RankingRow[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => [one[at], other[at]])
    .flat()
    .filter((row) => row !== undefined)
}

function passageRow(passage: FoundPassage & { number?: number }, why: Cut | undefined): RankingRow {
  return {
    ...{ kind: 'passage', key: `passage ${passage.id}`, passage, taken: why === undefined },
    ...(passage.number !== undefined && { number: passage.number }),
    ...{ name: titleOf(passage), detail: whereWords(passage) },
    ...{ scores: passage.scores, ranks: passage.ranks },
    ...{ why: why && cutWords(why), because: undefined },
  }
}

function toolRow(tool: RankedTool): RankingRow {
  return {
    ...{ kind: 'tool', key: `tool ${tool.server} ${tool.tool}`, tool, taken: tool.taken },
    ...{ name: tool.tool, detail: tool.server },
    ...{ scores: tool.scores, ranks: tool.ranks },
    ...{ why: tool.why && toolCutWords(tool.why), because: tool.because && becauseWords(tool.because) },
  }
}

export function cutWords(why: Cut): string {
  switch (why) {
    case 'limit':
      return 'beyond the number of passages'
    case 'tokens':
      return 'no room left for its tokens'
    case 'score':
      return 'below the least score'
    case 'duplicate':
      return 'says the same as one above'
    case 'merged':
      return 'joined with its neighbour'
    case 'diversity':
      return 'too like one above'
    default:
      return assertNever(why)
  }
}

function toolCutWords(why: NonNullable<RankedTool['why']>): string {
  switch (why) {
    case 'limit':
      return 'beyond the number of tools; found by search'
    case 'tokens':
      return 'no room left for its definition; found by search'
    case 'too-large':
      return 'its definition is too large'
    case 'held':
      return 'changed, and not approved since'
    case 'used':
      return 'called before in this conversation'
    default:
      return assertNever(why)
  }
}

/** Words that are shared, what the server adds, and the part of the question that is meant; undefined for nothing. */
function becauseWords({ words, fromServer, part }: NonNullable<RankedTool['because']>): string | undefined {
  const isServerFit = fromServer.lexical > 0 || (fromServer.vector ?? 0) > 0
  const said = [
    words.length > 0 && `shares ${words.join(', ')}`,
    isServerFit && 'its server fits',
    part !== undefined && `nearest to “${part}”`,
  ].filter((one) => one !== false)
  return said.length > 0 ? said.join('; ') : undefined
}

/** How a thing has moved between two orders: places up (positive) or down; `new` where it was not before. */
export type Move = number | 'new'

export function movesOf(before: readonly string[], after: readonly string[]): Map<string, Move> {
  const places = new Map(before.map((key, at) => [key, at]))
  return new Map(
    after.map((key, at) => {
      const was = places.get(key)
      return [key, was === undefined ? 'new' : was - at]
    }),
  )
}
