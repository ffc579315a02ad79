import 'server-only'

/** So much of the same, and it will not end by itself. */
const WATCHED = 1_600
const LONGEST_PERIOD = 200
/** Looked at again after so many characters. */
const EVERY = 400
/** Longer than any answer that somebody reads. */
const MAX_CHARACTERS = 400_000

/** Watches an answer for a model that repeats itself without end, as small models do. */
export class RepetitionWatch {
  #tail = ''
  #length = 0
  #unseen = 0

  /** Whether the answer has to be stopped, now that this was added. */
  add(delta: string): boolean {
    this.#length += delta.length
    this.#unseen += delta.length
    this.#tail = (this.#tail + delta).slice(-WATCHED)
    if (this.#length > MAX_CHARACTERS) return true
    if (this.#unseen < EVERY) return false
    this.#unseen = 0
    return this.#tail.length === WATCHED && isPeriodic(this.#tail)
  }
}

/** Whether a text consists of one short piece over and over. */
export function isPeriodic(text: string): boolean {
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    let at = text.length - 1
    while (at >= period && text[at] === text[at - period]) at--
    if (at < period) return true
  }
  return false
}

interface MadeCall {
  toolName: string
  input: unknown
  output: unknown
}

/** The same call so often, with the same answer each time: */
const SAME_ANSWER = 3
/** or so often whatever it answers, as polling does. */
const ANY_ANSWER = 8

/** The tool that a model calls again and again with the same arguments, in vain. */
export function loopingTool(calls: readonly MadeCall[]): string | undefined {
  const same = Map.groupBy(calls, ({ toolName, input }) => `${toolName} ${JSON.stringify(input)}`)
  for (const group of same.values()) {
    const [first] = group
    const last = group.slice(-SAME_ANSWER).map(({ output }) => JSON.stringify(output))
    const isStuck = group.length >= SAME_ANSWER && new Set(last).size === 1
    if (first && (isStuck || group.length >= ANY_ANSWER)) return first.toolName
  }
  return undefined
}
