import 'server-only'
import type { wrapLanguageModel } from 'ai'
import { READ_RESULT, readOnNote } from './tool-result'

/** What stands around a model. */
export type Middleware = Exclude<Parameters<typeof wrapLanguageModel>[0]['middleware'], unknown[]>
/** What a provider is asked. */
export type ModelCall = Parameters<NonNullable<Middleware['wrapStream']>>[0]['params']
type Message = ModelCall['prompt'][number]

/** What is left of an old result, in characters: enough to see what it was. */
const OLD_RESULT = 400
const LEAST_RESULT = 1_000
/** Of the context, for the answer. */
const ANSWER_SHARE = 0.2
const MOST_FOR_ANSWER = 8_000
const PER_MESSAGE = 6

export interface FitOptions {
  /** What the model can hold, question and answer together. */
  contextTokens: number
  /** Tokens that an estimated one has turned out to be. */
  ratio?: number
  /** The question as the model reads it with its first so many passages, of at most `passages`. */
  questionWith: (passages: number) => string
  passages: number
}

/** What was left out, in the order in which it was. */
export interface Shortened {
  oldResults: number
  messages: number
  passages: number
  newResults: number
}

export interface Fitted {
  call: ModelCall
  shortened: Shortened
}

/**
 * The call cut to what the model can hold. In this order, each until it fits: results of tools in earlier turns are
 * shortened, oldest first; earlier turns are left out, oldest first; passages, the last in rank first; results of this
 * turn are shortened, the longest first. What is larger even then is sent as it is, for the provider to refuse.
 */
export function fitCall(call: ModelCall, options: FitOptions): Fitted {
  const room = options.contextTokens - Math.min(MOST_FOR_ANSWER, options.contextTokens * ANSWER_SHARE)
  const fitting = new Fitting(call, options, room)
  fitting.shortenOldResults()
  fitting.leaveOutTurns()
  fitting.leaveOutPassages()
  fitting.shortenNewResults()
  return { call: { ...call, prompt: fitting.prompt }, shortened: fitting.shortened }
}

/** Tokens of a call, estimated without the model's own tokenizer. */
export function estimateCall({ prompt, tools }: Pick<ModelCall, 'prompt' | 'tools'>): number {
  return prompt.reduce(
    (sum, message) => sum + sizeOf(message),
    tools ? estimateTokens(JSON.stringify(tools)) : 0,
  )
}

class Fitting {
  readonly shortened: Shortened = { oldResults: 0, messages: 0, passages: 0, newResults: 0 }
  prompt: Message[]
  #size: number
  readonly #ratio: number
  readonly #canReadOn: boolean

  constructor(
    call: ModelCall,
    private readonly options: FitOptions,
    private readonly room: number,
  ) {
    this.prompt = [...call.prompt]
    this.#size = estimateCall(call)
    this.#ratio = options.ratio ?? 1
    this.#canReadOn = call.tools?.some(({ name }) => name === READ_RESULT) ?? false
  }

  shortenOldResults(): void {
    for (let at = 0; at < this.#questionAt() && this.#isOver(); at++) {
      if (this.#replace(at, this.#withResults(at, OLD_RESULT))) this.shortened.oldResults++
    }
  }

  leaveOutTurns(): void {
    while (this.#isOver()) {
      const first = this.prompt.findIndex(({ role }) => role !== 'system')
      const next = this.prompt.findIndex(({ role }, at) => at > first && role === 'user')
      // The last turn is the one that is being answered.
      if (first === -1 || next === -1 || first >= this.#questionAt()) return
      const gone = this.prompt.splice(first, next - first)
      this.#size -= gone.reduce((sum, message) => sum + sizeOf(message), 0)
      this.shortened.messages += gone.filter(({ role }) => role !== 'tool').length
    }
  }

  leaveOutPassages(): void {
    const { passages, questionWith } = this.options
    for (let left = passages; left > 0 && this.#isOver(); left--) {
      const at = this.#questionAt()
      const message = this.prompt[at]
      if (message?.role !== 'user') return
      const content = message.content.map((part) =>
        part.type === 'text' && part.text === questionWith(left)
          ? { ...part, text: questionWith(left - 1) }
          : part,
      )
      this.#replace(at, { ...message, content })
      this.shortened.passages++
    }
  }

  shortenNewResults(): void {
    while (this.#isOver()) {
      const longest = this.prompt
        .map((message, at) => ({ at, length: at > this.#questionAt() ? longestResult(message) : 0 }))
        .reduce((most, one) => (one.length > most.length ? one : most), { at: -1, length: LEAST_RESULT })
      if (longest.at === -1) return
      const limit = Math.max(LEAST_RESULT, Math.floor(longest.length / 2))
      if (!this.#replace(longest.at, this.#withResults(longest.at, limit))) return
      this.shortened.newResults++
    }
  }

  /** The message there with its tools' results cut to so many characters; the same where none is longer. */
  #withResults(at: number, limit: number): Message | undefined {
    const message = this.prompt[at]
    if (message?.role !== 'tool' || longestResult(message) <= limit) return message
    return {
      ...message,
      content: message.content.map((part) => {
        if (part.type !== 'tool-result') return part
        const { output, toolCallId, toolName } = part
        if ((output.type !== 'text' && output.type !== 'error-text') || output.value.length <= limit)
          return part
        const call = this.#canReadOn && toolName !== READ_RESULT ? toolCallId : undefined
        return { ...part, output: { ...output, value: cutTo(output.value, limit, call) } }
      }),
    }
  }

  #isOver(): boolean {
    return this.#size * this.#ratio > this.room
  }

  #questionAt(): number {
    return this.prompt.findLastIndex(({ role }) => role === 'user')
  }

  /** False when that changes nothing. */
  #replace(at: number, next: Message | undefined): boolean {
    const before = this.prompt[at]
    if (!before || !next || next === before) return false
    this.#size += sizeOf(next) - sizeOf(before)
    this.prompt[at] = next
    return true
  }
}

function sizeOf(message: Message): number {
  if (message.role === 'system') return PER_MESSAGE + estimateTokens(message.content)
  return message.content.reduce((sum: number, part) => {
    if (part.type === 'text' || part.type === 'reasoning') return sum + estimateTokens(part.text)
    return sum + estimateTokens(JSON.stringify(part))
  }, PER_MESSAGE)
}

/** As long as the limit with its note. `call` names a result in which the model can read on. */
function cutTo(text: string, limit: number, call: string | undefined): string {
  const noteBehind = (shown: number) =>
    `\n[Cut here, to fit: the first part of ${text.length} characters.${call === undefined ? '' : readOnNote(call, shown)}]`
  const shown = Math.max(0, limit - noteBehind(limit).length)
  return text.slice(0, shown).toWellFormed() + noteBehind(shown)
}

function longestResult(message: Message): number {
  if (message.role !== 'tool') return 0
  return Math.max(
    0,
    ...message.content.map((part) =>
      part.type === 'tool-result' && (part.output.type === 'text' || part.output.type === 'error-text')
        ? part.output.value.length
        : 0,
    ),
  )
}

/** About four letters to a token of English or JSON, and rather two of other scripts. */
function estimateTokens(text: string): number {
  // eslint-disable-next-line no-control-regex -- ASCII is what is counted
  const ascii = text.length - (text.match(/[^\u0000-\u007f]/g)?.length ?? 0)
  return Math.ceil(ascii / 3.8 + (text.length - ascii) * 0.6)
}
