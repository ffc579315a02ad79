import 'server-only'
import { type Node, type ParseError, parseTree } from 'jsonc-parser'
import { hide, type Mask } from '@/lib/domain/hiding'
import { isSecretMap, type Leaf, maskedLeaf, maskedList } from './mask-leaf'

/** What must be masked in a JSON text; undefined when it is no object. */
export function jsonLeaves(text: string, mask: Mask = hide): Leaf[] | undefined {
  const root = readJson(text)
  if (!root) return undefined
  const leaves: Leaf[] = []
  const note = (node: Node, masked: string) => {
    if (masked !== textOf(node)) leaves.push({ start: node.offset, end: node.offset + node.length, masked })
  }
  const walk = (node: Node | undefined, name: string, isSecret: boolean): void => {
    if (!node) return
    const children = node.children ?? []
    if (node.type === 'object') {
      children.forEach(({ children: [key, value] = [] }) => {
        const inner = key ? textOf(key) : ''
        walk(value, inner, isSecret || isSecretMap(inner))
      })
    } else if (node.type === 'array') {
      const masked = maskedList(children.map(textOf), { name, isSecret, mask })
      children.forEach((child, index) => {
        if (child.children) walk(child, name, isSecret)
        else note(child, masked[index] ?? '')
      })
    } else note(node, maskedLeaf(textOf(node), name, isSecret, mask))
  }
  walk(root, '', false)
  return leaves
}

function readJson(text: string): Node | undefined {
  try {
    const errors: ParseError[] = []
    const root = parseTree(text, errors, { allowTrailingComma: true })
    return errors.length === 0 && root?.type === 'object' ? root : undefined
  } catch {
    return undefined
  }
}

function textOf({ value }: Node): string {
  return value === undefined || value === null ? '' : String(value)
}
