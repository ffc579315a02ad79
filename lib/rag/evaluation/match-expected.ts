import 'server-only'
import type { ExpectedPassage, ExpectedTool } from '@/lib/domain/evaluation'

interface Found {
  document: { name: string }
  heading: readonly string[]
  text: string
}

/** Ranks, from 1, of the first passage that is each of those expected; null where none is. */
export function ranksOfPassages(
  expected: readonly ExpectedPassage[],
  found: readonly Found[],
): (number | null)[] {
  const plain = found.map(({ document, heading, text }) => ({
    name: normalName(document.name),
    headings: heading.map(normalText),
    text: normalText(text),
  }))
  return expected.map(({ document, heading, quote }) => {
    const name = normalName(document)
    const [under, held] = [heading && normalText(heading), quote && normalText(quote)]
    const at = plain.findIndex(
      (one) =>
        isSameDocument(one.name, name) &&
        (!under || one.headings.includes(under) || one.text.startsWith(under)) &&
        (!held || one.text.includes(held)),
    )
    return at === -1 ? null : at + 1
  })
}

export function ranksOfTools(
  expected: readonly ExpectedTool[],
  found: readonly { server: string; tool: string }[],
): (number | null)[] {
  return expected.map(({ server, tool }) => {
    const at = found.findIndex((one) => one.tool === tool && (server === undefined || one.server === server))
    return at === -1 ? null : at + 1
  })
}

/** `guides/dns.md` is also the `dns.md` that was dropped alone, and the one in `docs/guides`. */
function isSameDocument(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`)
}

function normalName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/^(?:\.?\/)+/, '')
}

/** Without what Markdown, typesetting and line breaks do to words. */
function normalText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’‚′]/g, "'")
    .replace(/[“”„″]/g, '"')
    .replace(/[‐-―]/g, '-')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`\\#|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
