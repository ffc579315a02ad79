/** What a person has begun to name in the text before the caret. */
export interface Trigger {
  kind: 'prompt' | 'resource'
  /** What is typed behind the sign. */
  query: string
  /** Where the sign stands. */
  from: number
}

const MAX_QUERY = 100

/** `/name` at the beginning of the text is a prompt; `@name` at its beginning or behind a space is a resource. */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  const before = text.slice(0, caret)
  if (/^\/[^\s/]*$/.test(before)) return bounded({ kind: 'prompt', query: before.slice(1), from: 0 })
  const at = before.lastIndexOf('@')
  if (at === -1) return undefined
  const query = before.slice(at + 1)
  const isAlone = at === 0 || /\s/.test(before[at - 1] ?? '')
  return isAlone && !/\s/.test(query) ? bounded({ kind: 'resource', query, from: at }) : undefined
}

/** The text without what named the thing that was chosen. */
export function withoutTrigger(text: string, { from, query }: Trigger): string {
  return `${text.slice(0, from)}${text.slice(from + 1 + query.length)}`.replace(/ {2,}/g, ' ')
}

function bounded(trigger: Trigger): Trigger | undefined {
  return trigger.query.length <= MAX_QUERY ? trigger : undefined
}
