import type { FoundTools } from '@/lib/domain/api/chat'

type Found = Pick<FoundTools['items'][number], 'server' | 'tool'>

const MOST = 4

/** Tools whose use needs little to be said, with a question that makes a model call them. */
const KNOWN: { name: RegExp; ask: (found: Found) => string }[] = [
  { name: /^(get[-_]?sum|add)$/i, ask: () => 'What is 1234.5 plus 987.6? Use a tool.' },
  {
    name: /^list[-_]?allowed[-_]?directories$/i,
    ask: () => 'Which folders can you read, and what is in them?',
  },
  { name: /^read[-_]?graph$/i, ask: ({ server }) => `What does ${server} remember? Show it as a table.` },
  {
    name: /^sequential[-_]?thinking$/i,
    ask: () => 'Think step by step: how would you move a service to a new cluster without downtime?',
  },
  { name: /time|clock|now$/i, ask: () => 'What time is it in Tokyo, Berlin and New York?' },
  { name: /weather|forecast/i, ask: () => 'What is the weather in Zürich today?' },
  { name: /search/i, ask: ({ server }) => `Search ${server} for what changed last week.` },
  { name: /^(list|get)[-_]/i, ask: ({ server, tool }) => `${sentence(tool.name)} of ${server}.` },
]

/** Questions to begin with, each answerable by a tool that is there. */
export function exampleQuestions(tools: readonly Found[]): string[] {
  const questions = new Set<string>()
  const servers = new Set<string>()
  for (const { name, ask } of KNOWN) {
    for (const found of tools) {
      if (questions.size === MOST) return [...questions]
      // One of each server: the examples show the breadth of what is there.
      if (servers.has(found.server) || !name.test(found.tool.name) || needsMuch(found)) continue
      servers.add(found.server)
      questions.add(ask(found))
      break
    }
  }
  if (tools.length > 0) questions.add('What can you do here? Group your tools by server, one line each.')
  return [...questions].slice(0, MOST)
}

/** Tools that need an id or a path that nobody knows yet make bad examples. */
function needsMuch({ tool }: Found): boolean {
  const { required } = tool.inputSchema
  return (
    /^(list|get)[-_]/i.test(tool.name) &&
    !/sum/i.test(tool.name) &&
    Array.isArray(required) &&
    required.length > 0
  )
}

function sentence(name: string): string {
  const words = name
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
