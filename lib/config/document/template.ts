import 'server-only'

/** A piece of a text with references: plain text, a variable, or something in `${…}` that nobody here understands. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'variable'; name: string; written: string; fallback?: Piece[] }
  | { kind: 'unknown'; written: string; reason: string }

/** Of references in defaults of references. */
const MAX_NESTING = 10
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * Splits a text at `${NAME}`, `${NAME:-default}`, `${env:NAME}` (Cursor, Windsurf) and `${input:id}` (VS Code, whose
 * id is looked up as a variable's name). `$${` stands for `${` itself. A default may hold references.
 */
export function parseTemplate(text: string, depth = 0): Piece[] {
  const pieces: Piece[] = []
  let plain = ''
  let at = 0
  while (at < text.length) {
    const next = text.indexOf('${', at)
    if (next < 0) break
    if (text[next - 1] === '$' && next > at) {
      plain += `${text.slice(at, next - 1)}\${`
      at = next + 2
      continue
    }
    plain += text.slice(at, next)
    if (plain) pieces.push({ kind: 'text', text: plain })
    plain = ''
    const end = closingBrace(text, next + 2)
    pieces.push(end < 0 ? unclosed(text.slice(next)) : reference(text.slice(next + 2, end), depth))
    at = end < 0 ? text.length : end + 1
  }
  plain += text.slice(at)
  if (plain) pieces.push({ kind: 'text', text: plain })
  return pieces
}

export function hasReference(text: string): boolean {
  return text.includes('${') && parseTemplate(text).some((piece) => piece.kind !== 'text')
}

/** `github-token` as `GITHUB_TOKEN`. */
export function variableName(id: string): string {
  const name = id
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase()
  return /^[A-Z_]/.test(name) ? name : `_${name}`
}

function reference(inner: string, depth: number): Piece {
  const written = `\${${inner}}`
  const body = inner.startsWith('env:') ? inner.slice(4) : inner
  const cut = body.indexOf(':-')
  if (depth > MAX_NESTING) return { kind: 'unknown', written, reason: 'Defaults are nested too deeply' }
  const name = cut < 0 ? body : body.slice(0, cut)
  if (NAME.test(name)) {
    return {
      kind: 'variable',
      name,
      written,
      ...(cut >= 0 && { fallback: parseTemplate(body.slice(cut + 2), depth + 1) }),
    }
  }
  const input = /^input:(.+)$/.exec(inner)?.[1]
  if (input !== undefined) return { kind: 'variable', name: variableName(input), written }
  const reason = inner.startsWith('file:')
    ? `${written} reads a file, which is not done here; write a variable such as \${NAME}`
    : `${written} is no variable; write \${NAME}, or $${written} to mean the text itself`
  return { kind: 'unknown', written, reason }
}

function unclosed(written: string): Piece {
  const start = written.length > 20 ? `${written.slice(0, 20)}…` : written
  return { kind: 'unknown', written, reason: `${start} has no closing brace` }
}

function closingBrace(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}
