import 'server-only'
import type { Sealer } from '@/lib/config/secrets'
import type { ApprovalAnswer, ApprovalNote, ApprovalRule } from '@/lib/domain/approval'
import type { ApprovalsView } from '@/lib/domain/api/approvals'
import type { Tool } from '@/lib/domain/capability'
import { AppError } from '@/lib/kit/app-error'
import type { ApprovalMemoryStore } from '@/lib/store/approval-memory'
import type { TurnMessage } from '../message'
import type { Settings } from '../stores'
import { decide, type Decision, type Judged, type RuleBook } from './decide'
import { patternOf } from './glob'
import { findAsking, pendingOf, placeOf, withAnswers } from './pending'
import { readRules, writeRules } from './rules'

export interface ApprovalsOptions {
  settings: Settings
  memory: Pick<ApprovalMemoryStore, 'of' | 'all' | 'add' | 'remove' | 'spend'>
  sealer: Pick<Sealer, 'digest'>
  pool: { knownTools(server: string): Tool[] | undefined; heldTools(server: string): string[] }
  /** What is wrong with arguments, by the tool's own schema; nothing where they fit or it can't be told. */
  check: (schema: Tool['inputSchema'], value: unknown) => string | undefined
}

/** How one conversation's calls are judged. */
export interface TurnApprovals {
  /** By the rules as they are now. */
  decide: (tool: Judged) => Promise<Decision>
  /** By the rules as they were when this was made: what an offer tells. */
  foresee: (tool: Judged) => Decision
  /** Binds requests for approval to this installation and conversation: the AI SDK's `experimental_toolApprovalSecret`. */
  secret: string
}

/** An answer with a person's word on all that waited in it, ready to go on. */
export interface Resumed {
  answer: TurnMessage
  notes: ApprovalNote[]
}

/**
 * Whose calls run, and what people have said about those that ask.
 *
 * A turn asks with `forConversation`; its TurnTools hand the AI SDK what asks (`approvalOptions`), and the answer then
 * ends with calls in the state `approval-requested`, signed. `respond` takes a person's word on them, once, and gives
 * the answer to go on with: same id, its history from the store, the calls to run in the state `approval-responded`.
 */
export class Approvals {
  constructor(private readonly options: ApprovalsOptions) {}

  async view(): Promise<ApprovalsView> {
    return { rules: await this.#rules(), remembered: await this.options.memory.all() }
  }

  async setRules(rules: readonly ApprovalRule[]): Promise<ApprovalsView> {
    await writeRules(this.options.settings, rules)
    return this.view()
  }

  forget(id: string): Promise<void> {
    return this.options.memory.remove(id)
  }

  async forConversation(conversation: string): Promise<TurnApprovals> {
    const book = await this.#book(conversation)
    return {
      foresee: (tool) => decide(tool, book),
      decide: async (tool) => decide({ ...tool, held: this.#isHeld(tool) }, await this.#book(conversation)),
      secret: this.options.sealer.digest(conversation, 'tool approvals'),
    }
  }

  /**
   * Takes a person's word on the calls that an answer of these messages waits for. Throws `not-found`,
   * `revision-conflict` where they were decided on before, `bad-input` where arguments do not fit the tool.
   */
  async respond(
    conversation: string,
    messages: readonly TurnMessage[],
    answers: readonly ApprovalAnswer[],
  ): Promise<Resumed> {
    const asking = findAsking(messages, answers)
    const resumed = withAnswers(asking, answers)
    const pending = new Map(pendingOf(asking).map((part) => [part.approval.id, part]))
    const book = await this.#book(conversation)
    const remembered = { conversation: new Set<string>(), always: new Set<string>() }
    for (const answer of answers.filter(({ approved }) => approved)) {
      const part = pending.get(answer.id)
      const place = part && placeOf(part)
      if (!place) continue
      this.#check(place, answer)
      if (answer.remember && mayRemember(place, book)) remembered[answer.remember].add(patternOf(place))
    }
    await this.options.memory.spend(
      conversation,
      answers.map(({ id }) => id),
    )
    await this.options.memory.add(conversation, [...remembered.conversation])
    await this.#allow([...remembered.always])
    return resumed
  }

  #check({ server, tool }: { server: string; tool: string }, answer: ApprovalAnswer): void {
    const known = this.options.pool.knownTools(server)?.find(({ name }) => name === tool)
    if (!answer.arguments || !known) return
    const problem = this.options.check(known.inputSchema, answer.arguments)
    if (problem !== undefined)
      throw new AppError('bad-input', `${tool} does not take these arguments: ${problem}`)
  }

  #isHeld({ server, tool, held }: Judged): boolean {
    return held === true || this.options.pool.heldTools(server).includes(tool.name)
  }

  async #allow(patterns: readonly string[]): Promise<void> {
    if (patterns.length === 0) return
    const rules = patterns.map((pattern): ApprovalRule => ({ pattern, action: 'allow' }))
    await this.setRules([...(await this.#rules()), ...rules])
  }

  #rules(): Promise<ApprovalRule[]> {
    return readRules(this.options.settings)
  }

  async #book(conversation: string): Promise<RuleBook> {
    const [rules, remembered] = await Promise.all([this.#rules(), this.options.memory.of(conversation)])
    return { rules, remembered }
  }
}

/** Where a rule asks each time or denies, one yes does not change it. */
function mayRemember({ server, tool }: { server: string; tool: string }, book: RuleBook): boolean {
  return decide({ server, tool: { name: tool } }, book).rule === undefined
}
