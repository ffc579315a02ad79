import 'server-only'
import type { ToolSet } from 'ai'
import type { Evidence, Offer } from '@/lib/domain/chat'
import { type RankSettings, rankSettingsSchema } from '@/lib/domain/retrieval'
import type { Notices, Writer } from './answer-notices'
import type { AnswerContext, Turn } from './answer'
import { approvalOf, withoutDenied } from './approvals/foresee'
import { chooseTools } from './choose-tools'
import { gatherEvidence } from './evidence/gather-evidence'
import { queryOf } from './evidence/query-of'
import { withMoreTools } from './find-more-tools'
import { gatherTools } from './gather-tools'
import { findResult, historyForModel, usedTools } from './history'
import type { TurnMessage } from './message'
import { hasCutResult, resultReader } from './read-result'
import { READ_RESULT } from './tool-result'
import type { TurnTools } from './tools'

const MAX_ABSENT = 100

export interface Prepared {
  toolSet: ToolSet
  offer: Offer
  evidence: Evidence
  /** The history as the model reads it, without the question. */
  messages: TurnMessage[]
  /** Whether an earlier result was cut, in which the model may still read on. */
  hasCutResult: boolean
}

/** What an answer is given to work with: passages and tools, sought at the same time, told as soon as they are there. */
export async function prepare(
  context: AnswerContext,
  turn: Turn,
  { writer, tools, notices }: { writer: Writer; tools: TurnTools; notices: Notices },
): Promise<Prepared> {
  const settings = await settingsOf(context)
  const { messages, forgotten } = historyForModel(turn.earlier)
  const query = queryOf(turn.questionText, turn.earlier, context.termsOf)
  const findEvidence = async () => {
    const { selection, signal } = turn
    // An answer that goes on has cited these already.
    const given = turn.resumed && evidenceOf(turn.resumed.answer)
    if (given) return given
    const evidence = await gatherEvidence(
      context.search,
      { query, collections: selection.collections },
      { signal },
    )
    writer.write({ type: 'data-evidence', id: 'evidence', data: evidence })
    for (const note of evidence.notes) notices.tell('not-searched', note)
    return evidence
  }
  const findTools = async () => {
    const found = await offerTools(context, turn, { query, settings, messages, tools, forgotten })
    writer.write({ type: 'data-offer', id: 'offer', data: found.offer })
    return found
  }
  const [evidence, { toolSet, offer }] = await Promise.all([findEvidence(), findTools()])
  const earlier = [...turn.earlier, ...(turn.resumed ? [turn.resumed.answer] : [])]
  const reader = resultReader((call) => tools.results.get(call) ?? findResult(earlier, call))
  return {
    toolSet: { ...toolSet, [READ_RESULT]: reader },
    ...{ offer, evidence, messages },
    hasCutResult: hasCutResult(earlier),
  }
}

async function offerTools(
  context: AnswerContext,
  turn: Turn,
  given: {
    query: string
    settings: RankSettings
    messages: TurnMessage[]
    tools: TurnTools
    forgotten: number
  },
): Promise<{ toolSet: ToolSet; offer: Offer }> {
  const { query, settings } = given
  const { signal } = turn
  const { tools: known, absent } = await gatherTools(context, turn.selection, { signal })
  const { allowed, denied } = withoutDenied(known, turn.approvals)
  const ranked = await context.toolSearch.rank(query, allowed, { settings, signal })
  const used = usedTools([...given.messages, ...(turn.resumed ? [turn.resumed.answer] : [])])
  const choice = chooseTools(ranked.tools, { used, limits: settings })
  const offer: Offer = {
    limit: settings.toolLimit,
    known: known.length,
    offered: choice.chosen.map((chosen) => ({
      name: chosen.name,
      server: chosen.server,
      tool: chosen.tool.name,
      ...(chosen.tool.title !== undefined && { title: chosen.tool.title }),
      approval: approvalOf(chosen, turn.approvals),
    })),
    withheld: [...choice.withheld, ...denied],
    absent: absent.slice(0, MAX_ABSENT),
    moreAbsent: Math.max(0, absent.length - MAX_ABSENT),
    forgotten: given.forgotten,
    ranking: choice.ranking,
    ...selectionOf(turn),
  }
  const more = { toolSearch: context.toolSearch, settings, signal }
  const toolSet = withMoreTools(choice, (some) => given.tools.toolSet(some), more)
  return { toolSet: { ...toolSet, ...given.tools.toolsOfResumed(toolSet) }, offer }
}

/** Told with the offer, so that what is asked about it later is asked of the same servers. */
function selectionOf({ selection: { servers, tags } }: Turn): Pick<Offer, 'selection'> {
  if (!servers && !tags) return {}
  return { selection: { ...(servers && { servers }), ...(tags && { tags }) } }
}

function evidenceOf({ parts }: TurnMessage): Evidence | undefined {
  for (const part of parts) if (part.type === 'data-evidence') return part.data
  return undefined
}

/** A turn goes on with the defaults where the settings can't be read. */
async function settingsOf({ search, logger }: AnswerContext): Promise<RankSettings> {
  try {
    return (await search.settings()).settings
  } catch (error) {
    logger.warn({ err: error }, 'The settings of retrieval could not be read')
    return rankSettingsSchema.parse({})
  }
}
