/** What a filled prompt puts into the question: its texts, with who says them where that is not the person alone. */
export function promptText(messages: readonly Record<string, unknown>[]): string {
  const said = messages.map((message) => ({
    role: typeof message.role === 'string' ? message.role : 'user',
    text: blocksOf(message.content).map(blockText).join('\n\n'),
  }))
  const isMonologue = said.every(({ role }) => role === 'user')
  return said
    .filter(({ text }) => text.trim() !== '')
    .map(({ role, text }) => (isMonologue ? text : `${role === 'user' ? 'User' : 'Assistant'}: ${text}`))
    .join('\n\n')
}

function blocksOf(content: unknown): Record<string, unknown>[] {
  const blocks: unknown[] = Array.isArray(content) ? content : [content]
  return blocks.filter(
    (block): block is Record<string, unknown> => typeof block === 'object' && block !== null,
  )
}

function blockText(block: Record<string, unknown>): string {
  if (typeof block.text === 'string') return block.text
  const { resource } = block
  if (
    typeof resource === 'object' &&
    resource !== null &&
    'text' in resource &&
    typeof resource.text === 'string'
  )
    return resource.text
  return `[${String(block.type)}, left out]`
}
