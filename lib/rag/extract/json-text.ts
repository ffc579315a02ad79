import 'server-only'

/** Of structure, and white space (RFC 8259, 2). */
const SIGNS: ReadonlySet<string | undefined> = new Set('{}[],: \n\r\t')
const SPACE: ReadonlySet<string | undefined> = new Set(' \n\r\t')

/**
 * Valid JSON laid out a value a line, each as it is written: to read it as values would round long numbers, drop a name
 * that is there twice, and put names that are numbers first.
 */
export function spreadJson(json: string): string {
  const parts: string[] = []
  let depth = 0
  let at = 0
  const newLine = () => parts.push('\n', '  '.repeat(depth))
  while (at < json.length) {
    const sign = json[at] ?? ''
    if (!SIGNS.has(sign)) {
      const end = sign === '"' ? stringEnd(json, at) : wordEnd(json, at)
      parts.push(json.slice(at, end))
      at = end
      continue
    }
    at += 1
    if (sign === '{' || sign === '[') {
      const inside = pastSpace(json, at)
      const isEmpty = json[inside] === (sign === '{' ? '}' : ']')
      parts.push(isEmpty ? `${sign}${json[inside] ?? ''}` : sign)
      if (isEmpty) at = inside + 1
      else {
        depth += 1
        newLine()
      }
    } else if (sign === '}' || sign === ']') {
      depth -= 1
      newLine()
      parts.push(sign)
    } else if (sign === ',') {
      parts.push(sign)
      newLine()
    } else if (sign === ':') parts.push(': ')
  }
  return parts.join('')
}

/**
 * JSON with letters in the place of their escapes, as which some programs write all that is not ASCII: `caf\\u00e9` is
 * a word that nobody looks for. What would break a line or a string stays escaped.
 */
export function withoutEscapes(json: string): string {
  if (!json.includes('\\u')) return json
  // Pairs of signs, so that the backslash that another one escapes begins nothing.
  return json.replaceAll(/\\(?:u([0-9a-f]{4})|[^u])/gi, (written, hex: string | undefined) => {
    const code = hex === undefined ? 0 : Number.parseInt(hex, 16)
    return code < 0xa0 || code === 0x2028 || code === 0x2029 ? written : String.fromCharCode(code)
  })
}

function stringEnd(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === '\\') at += 1
    else if (json[at] === '"') return at + 1
  }
  return json.length
}

/** Of a number, or `true`, `false`, `null`. */
function wordEnd(json: string, start: number): number {
  let at = start
  while (at < json.length && !SIGNS.has(json[at])) at += 1
  return at
}

function pastSpace(json: string, from: number): number {
  let at = from
  while (SPACE.has(json[at])) at += 1
  return at
}
