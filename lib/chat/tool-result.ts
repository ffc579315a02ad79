import 'server-only'
import type { ToolResult } from '@/lib/domain/capability'

type Block = ToolResult['content'][number]

/** The tool of ours with which a model reads on. No tool of a server has this name: theirs hold two underscores. */
export const READ_RESULT = 'read_result'

/** What a model gets of one result, in characters: about 8,000 tokens. */
export const MODEL_LIMIT = 32_000
/** What a page gets of one result at once: characters of text, and of one image's base64. */
const PAGE_TEXT_LIMIT = 64_000
const PAGE_BINARY_LIMIT = 1_500_000

export interface ModelText {
  text: string
  /** Set where the text was cut: characters shown, characters there are. */
  cut?: { shown: number; total: number }
}

/**
 * A result in the words a model reads: text, structured content where no text says the same, and a note for what is
 * not text. Cut at the limit with a note, so that neither is the context overrun nor does the model take a part for
 * the whole.
 * @param call names the result, where the model can read on in it
 */
export function textForModel(
  result: ToolResult,
  { limit = MODEL_LIMIT, call }: { limit?: number; call?: string } = {},
): ModelText {
  const whole = wholeTextOf(result)
  if (whole.length <= limit) return { text: whole }
  // Not between the halves of a surrogate pair, which some providers refuse as invalid text.
  const shown = isHighSurrogate(whole.charCodeAt(limit - 1)) ? limit - 1 : limit
  const on = call === undefined ? '' : readOnNote(call, shown)
  const note =
    `\n[Cut here: the first ${shown} of ${whole.length} characters. The rest was not read. ` +
    `Ask for less, or for a part, if the tool can.${on}]`
  return { text: whole.slice(0, shown) + note, cut: { shown, total: whole.length } }
}

/** Tells the model how to go on in a result at a character. */
export function readOnNote(call: string, from: number): string {
  return ` To read on, call ${READ_RESULT} with ${JSON.stringify({ result: call, from })}.`
}

/** What goes to the page: the whole, or where it is too much, each part's beginning. */
export function previewForPage(result: ToolResult): { result: ToolResult; wholeBytes?: number } {
  let room = PAGE_TEXT_LIMIT
  const content = result.content.map((block) => {
    const shortened = shortenBlock(block, room)
    if (typeof shortened.text === 'string') room -= shortened.text.length
    return shortened
  })
  const isCut = content.some((block, at) => block !== result.content[at])
  const { structuredContent, isError } = result
  const isStructureCut = structuredContent !== undefined && sizeOf(structuredContent) > PAGE_TEXT_LIMIT
  if (!isCut && !isStructureCut) return { result }
  return {
    result: {
      content,
      isError,
      ...(structuredContent !== undefined && !isStructureCut && { structuredContent }),
    },
    wholeBytes: Buffer.byteLength(JSON.stringify(result)),
  }
}

function shortenBlock(block: Block, room: number): Block {
  if (block.type === 'text' && typeof block.text === 'string') {
    return block.text.length <= room ? block : { ...block, text: block.text.slice(0, Math.max(0, room)) }
  }
  if (typeof block.data === 'string') {
    return block.data.length <= PAGE_BINARY_LIMIT ? block : { ...block, data: '' }
  }
  return sizeOf(block) <= PAGE_TEXT_LIMIT
    ? block
    : { type: 'text', text: `[${describe(block)}, too large to show]` }
}

/** All that a model could read of a result; places in a result are counted in it. */
export function wholeTextOf({ content, structuredContent, isError }: ToolResult): string {
  const parts = content.map(blockText)
  const hasText = content.some(({ type }) => type === 'text')
  // Servers repeat structured content as text for old clients (MCP 2025-06-18, tools); twice is once too many.
  if (structuredContent !== undefined && !hasText) parts.push(JSON.stringify(structuredContent))
  const text = parts.join('\n\n')
  if (text.trim() !== '') return text
  return isError ? 'The tool failed and said nothing about why.' : 'The tool finished and returned nothing.'
}

function blockText(block: Block): string {
  if (block.type === 'text') return typeof block.text === 'string' ? block.text : ''
  if (block.type === 'resource') {
    const { resource } = block
    if (
      typeof resource === 'object' &&
      resource !== null &&
      'text' in resource &&
      typeof resource.text === 'string'
    ) {
      return `${describe(block)}:\n${resource.text}`
    }
  }
  return `[${describe(block)}]`
}

/** A block that is not text, in words. */
function describe(block: Block): string {
  const mime = typeof block.mimeType === 'string' ? ` (${block.mimeType})` : ''
  switch (block.type) {
    case 'image':
      return `An image${mime}, shown to the person, which you cannot see`
    case 'audio':
      return `A sound${mime}, given to the person, which you cannot hear`
    case 'resource_link':
      return `A link to the resource ${text(block.uri)}${block.name === undefined ? '' : ` (${text(block.name)})`}`
    case 'resource':
      return `The resource ${text(uriOf(block.resource))}`
    default:
      return `Content of the kind "${block.type}"`
  }
}

function uriOf(resource: unknown): unknown {
  return typeof resource === 'object' && resource !== null && 'uri' in resource ? resource.uri : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '?'
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
