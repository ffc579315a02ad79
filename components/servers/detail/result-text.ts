import { isSameJson } from '@/components/ui/schema-form/json'
import type { ToolResult } from '@/lib/domain/capability'

/** The text of a result, as a person wants it in the clipboard. */
export function resultText(result: ToolResult): string {
  const texts = result.content.flatMap((block) => (typeof block.text === 'string' ? [block.text] : []))
  if (texts.length > 0) return texts.join('\n')
  return JSON.stringify(result.structuredContent ?? result.content, null, 2)
}

/** The blocks to show: a server repeats structured content as text for old clients (MCP, tools), which says it twice. */
export function shownContent({ content, structuredContent }: ToolResult): ToolResult['content'] {
  const [only] = content
  if (structuredContent === undefined || content.length !== 1 || typeof only?.text !== 'string')
    return content
  return isSameJson(parsed(only.text), structuredContent) ? [] : content
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
