import { isObject } from '../schema-form/json'

/** A content block of MCP as a page can show it. Everything in it comes from a server, so nothing in it is trusted. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'image'; url: string; mediaType: string; bytes: number }
  | { kind: 'audio'; url: string; mediaType: string; bytes: number }
  | { kind: 'file'; uri: string; base64: string; mediaType: string; bytes: number }
  | { kind: 'link'; uri: string; name: string; description?: string; mediaType?: string }
  | { kind: 'embedded'; uri: string; inner: Block }
  | { kind: 'unknown'; json: string }

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/i

export function readBlock(block: Record<string, unknown>): Block {
  const { type } = block
  if (type === 'text' && typeof block.text === 'string') return { kind: 'text', text: block.text }
  if (type === 'image' || type === 'audio')
    return readMedia(type, block.data, block.mimeType) ?? unknown(block)
  if (type === 'resource_link' && typeof block.uri === 'string') {
    return {
      kind: 'link',
      uri: block.uri,
      name: textOf(block.title) ?? textOf(block.name) ?? block.uri,
      ...optional('description', block.description),
      ...optional('mediaType', block.mimeType),
    }
  }
  if (type === 'resource' && isObject(block.resource)) {
    const inner = readContents(block.resource)
    return { kind: 'embedded', uri: textOf(block.resource.uri) ?? '', inner }
  }
  return unknown(block)
}

/** Contents of a resource: text, or base64 under `blob`. */
export function readContents(contents: Record<string, unknown>): Block {
  if (typeof contents.text === 'string') return { kind: 'text', text: contents.text }
  const { blob, mimeType } = contents
  if (typeof blob !== 'string') return unknown(contents)
  const mediaType =
    typeof mimeType === 'string' && MEDIA_TYPE.test(mimeType) ? mimeType : 'application/octet-stream'
  const major = mediaType.split('/')[0]
  const shown = major === 'image' || major === 'audio' ? readMedia(major, blob, mediaType) : undefined
  if (shown) return shown
  const base64 = blob.replace(/\s/g, '')
  if (!BASE64.test(base64)) return unknown(contents)
  return { kind: 'file', uri: textOf(contents.uri) ?? '', base64, mediaType, bytes: bytesOf(base64) }
}

/** Only as a data URL of its own kind: an image of type text/html would be a page. */
function readMedia(kind: 'image' | 'audio', data: unknown, mediaType: unknown): Block | undefined {
  if (typeof data !== 'string' || typeof mediaType !== 'string' || !MEDIA_TYPE.test(mediaType))
    return undefined
  if (mediaType.split('/')[0]?.toLowerCase() !== kind) return undefined
  const base64 = data.replace(/\s/g, '')
  if (!BASE64.test(base64)) return undefined
  return { kind, url: `data:${mediaType};base64,${base64}`, mediaType, bytes: bytesOf(base64) }
}

function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4)
}

function unknown(block: Record<string, unknown>): Block {
  return { kind: 'unknown', json: JSON.stringify(block, null, 2) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function optional<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  const result: Partial<Record<K, string>> = {}
  const text = textOf(value)
  if (text !== undefined) result[key] = text
  return result
}
