import 'server-only'
import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar } from 'yaml'
import { hide, type Mask } from '@/lib/domain/hiding'
import { isSecretMap, type Leaf, maskedLeaf, maskedList } from './mask-leaf'

/** What must be masked in a YAML text; undefined when it is no map of anything. */
export function yamlLeaves(text: string, mask: Mask = hide): Leaf[] | undefined {
  const document = readYaml(text)
  if (!document) return undefined
  const leaves = new Map<number, Leaf>()
  const note = (node: Scalar, masked: string) => {
    const [start, end] = node.range ?? []
    if (start === undefined || masked === textOf(node)) return
    // A block text ends with its line break, which stays.
    leaves.set(start, { start, end: start + text.slice(start, end).trimEnd().length, masked })
  }
  const walk = (node: unknown, name: string, isSecret: boolean): void => {
    // A secret may stand at an anchor, outside of env.
    if (isAlias(node)) walk(isSecret ? node.resolve(document) : undefined, name, isSecret)
    else if (isMap(node))
      node.items.forEach((pair) => walk(pair.value, keyOf(pair), isSecret || isSecretMap(keyOf(pair))))
    else if (isScalar(node)) note(node, maskedLeaf(textOf(node), name, isSecret, mask))
    else if (isSeq(node)) {
      const texts = node.items.map((item) => (isScalar(item) ? textOf(item) : ''))
      const masked = maskedList(texts, { name, isSecret, mask })
      node.items.forEach((item, index) => {
        if (isScalar(item)) note(item, masked[index] ?? '')
        else walk(item, name, isSecret)
      })
    }
  }
  walk(document.contents, '', false)
  return [...leaves.values()]
}

function readYaml(text: string): Document | undefined {
  try {
    const document = parseDocument(text, { uniqueKeys: false, merge: true, logLevel: 'error' })
    return document.errors.length === 0 && isMap(document.contents) ? document : undefined
  } catch {
    return undefined
  }
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? textOf(pair.key) : ''
}

function textOf({ value, source }: Scalar): string {
  if (typeof value === 'string') return value
  return value === null ? '' : (source ?? JSON.stringify(value))
}
