import { type Sign, splitSigns, withoutSigns } from '@/lib/kit/citation-marks'

interface Element {
  type: 'element'
  tagName: string
  properties: Record<string, unknown>
  children: Node[]
}
type Node = Element | { type: 'text'; value: string } | { type: string; children?: Node[] }

/** Here brackets mean what they say. */
const LITERAL = new Set(['code', 'pre', 'a'])

/**
 * A rehype plugin, to run behind the one that cleans: signs in running text become `cite-mark` elements; in code and in
 * links they become again what was written.
 */
export function citationMarks(): (tree: Node) => void {
  return (tree) => visit(tree, false)
}

function visit(node: Node, isLiteral: boolean): void {
  if (!('children' in node)) return
  node.children = node.children.flatMap((child): Node[] => {
    if (child.type === 'text' && 'value' in child) {
      return isLiteral
        ? [{ type: 'text', value: withoutSigns(child.value) }]
        : splitSigns(child.value).map(nodeOf)
    }
    if (isElement(child)) restoreAttributes(child)
    visit(child, isLiteral || (isElement(child) && LITERAL.has(child.tagName)))
    return [child]
  })
}

function nodeOf(piece: string | Sign): Node {
  if (typeof piece === 'string') return { type: 'text', value: piece }
  return {
    type: 'element',
    tagName: 'cite-mark',
    properties: { index: String(piece.index), written: piece.written },
    children: [],
  }
}

/** Addresses are percent-encoded by then. */
function restoreAttributes({ properties }: Element): void {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== 'string') continue
    properties[name] = withoutSigns(/%EE%83%81/i.test(value) ? decoded(value) : value)
  }
}

function decoded(value: string): string {
  try {
    return decodeURI(value)
  } catch {
    return value
  }
}

function isElement(node: Node): node is Element {
  return node.type === 'element'
}
