import 'server-only'
import type { KnownTool } from './known-tool'
import { textOfTool } from './tool-text'

/** Characters that are embedded: models read some hundred tokens. */
const LONGEST = 2_000
const LONGEST_SERVER = 1_000

export function textOfKnownTool({ server, tool, about }: KnownTool): string {
  const text = textOfTool(tool)
  const name = spaced(tool.name)
  const title = text.title === '' ? name : `${name} (${text.title})`
  return `${about?.title ?? server}: ${title}. ${text.description} ${text.parameterNames}`.slice(0, LONGEST)
}

/** Null for one that says nothing of itself: its name alone is near to nothing. */
export function textOfServer(tools: readonly KnownTool[]): string | null {
  const [first] = tools
  const description = first?.about?.description?.trim() ?? ''
  if (!first || description === '') return null
  const names = tools.map(({ tool }) => spaced(tool.name)).join(', ')
  return `${first.about?.title ?? first.server}. ${description} Tools: ${names}`.slice(0, LONGEST_SERVER)
}

function spaced(name: string): string {
  return name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[_\-.]+/g, ' ')
}
