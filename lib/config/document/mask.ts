import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import { HIDDEN } from '@/lib/domain/endpoint'
import { isSecretName } from '@/lib/domain/secret-shape'
import { maskBroken } from './mask-broken'
import { jsonLeaves } from './mask-json'
import { isSecretMap, type Leaf, maskedLeaf, maskedList } from './mask-leaf'
import { yamlLeaves } from './mask-yaml'
import { parseText, syntaxOf } from './parse-text'

/**
 * The text of a configuration file with its secret values hidden and everything else as it is. References stay.
 * In a text that can't be parsed every value is hidden but those of fields that hold none.
 */
export function maskText(text: string, place: string): string {
  return maskComments(maskValues(text, place))
}

function maskValues(text: string, place: string): string {
  // Parsed once where the name tells the syntax: a large file takes its time.
  switch (syntaxOf(place) ?? parseText(text, place).syntax) {
    case 'yaml':
      return maskLeaves(text, yamlLeaves(text))
    case 'json':
      return maskLeaves(text, jsonLeaves(text))
    case 'toml': {
      const { value, faults } = parseText(text, place)
      return faults.length > 0 ? maskBroken(text) : replaceLiterals(text, secretsIn(value))
    }
  }
}

function maskLeaves(text: string, leaves: Leaf[] | undefined): string {
  return leaves ? replaceLeaves(text, leaves) : maskBroken(text)
}

/** From the end, so that earlier positions stay true. A quoted text is one in YAML and in JSON. */
function replaceLeaves(text: string, leaves: readonly Leaf[]): string {
  const parts: string[] = []
  let end = text.length
  for (const leaf of leaves.toSorted((a, b) => b.start - a.start)) {
    parts.unshift(JSON.stringify(leaf.masked) + text.slice(leaf.end, end))
    end = leaf.start
  }
  return text.slice(0, end) + parts.join('')
}

/** The TOML parser tells no positions: values are replaced wherever they stand. */
function replaceLiterals(text: string, secrets: Map<string, string>): string {
  const longestFirst = [...secrets].sort(([a], [b]) => b.length - a.length)
  return longestFirst.reduce((current, [secret, masked]) => {
    const quoted = [JSON.stringify(secret), `'${secret}'`].reduce(
      (whole, literal) => whole.replaceAll(literal, JSON.stringify(masked)),
      current,
    )
    // A secret of a few characters can't be looked for without its quotes.
    return secret.length > 3 ? quoted.replaceAll(secret, masked) : quoted
  }, text)
}

function secretsIn(value: unknown): Map<string, string> {
  const found = new Map<string, string>()
  const note = (original: string, masked: string) => {
    if (original !== masked) found.set(original, masked)
  }
  const walk = (node: unknown, name: string, isSecret: boolean): void => {
    if (Array.isArray(node) && node.every((item) => typeof item === 'string')) {
      maskedList(node, name, isSecret).forEach((masked, index) => note(node[index] ?? '', masked))
    } else if (Array.isArray(node)) node.forEach((item) => walk(item, name, isSecret))
    else if (isObject(node))
      Object.entries(node).forEach(([key, inner]) => walk(inner, key, isSecret || isSecretMap(key)))
    else if (typeof node === 'string') note(node, maskedLeaf(node, name, isSecret))
  }
  walk(value, '', false)
  return found
}

const COMMENTED = /((?:#|\/\/)[^\n]*?["']?([\w-]+)["']?\s*[:=]\s*)(["']?[^\s"'#,]+["']?)/g

/** A line that was commented out keeps its secret in the file, but not here. */
function maskComments(text: string): string {
  return text.replace(COMMENTED, (whole, before: string, name: string, value: string) => {
    const bare = value.replace(/^["']|["']$/g, '')
    return isSecretName(name) || maskedLeaf(bare, '', false) !== bare ? `${before}${HIDDEN}` : whole
  })
}
