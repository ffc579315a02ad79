import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import { HIDDEN } from '@/lib/domain/endpoint'
import { hide, type Mask } from '@/lib/domain/hiding'
import { isSecretName } from '@/lib/domain/secret-shape'
import { maskBroken } from './mask-broken'
import { jsonLeaves } from './mask-json'
import { isSecretMap, type Leaf, maskedLeaf, maskedList } from './mask-leaf'
import { yamlLeaves } from './mask-yaml'
import { parseText, syntaxOf } from './parse-text'

export interface Masked {
  text: string
  /** The values that are shown otherwise, where the syntax tells their places; in their order. */
  leaves: Leaf[]
  /** Whether it had to be hidden line by line, as it can't be parsed. */
  isBroken: boolean
}

/**
 * The text of a configuration file with its secret values hidden and everything else as it is. References stay.
 * In a text that can't be parsed every value is hidden but those of fields that hold none.
 */
export function maskText(text: string, place: string, mask: Mask = hide): Masked {
  const masked = maskValues(text, place, mask)
  return { ...masked, text: maskComments(masked.text, mask) }
}

function maskValues(text: string, place: string, mask: Mask): Masked {
  // Parsed once where the name tells the syntax: a large file takes its time.
  switch (syntaxOf(place) ?? parseText(text, place).syntax) {
    case 'yaml':
      return maskLeaves(text, yamlLeaves(text, mask), mask)
    case 'json':
      return maskLeaves(text, jsonLeaves(text, mask), mask)
    case 'toml': {
      const { value, faults } = parseText(text, place)
      if (faults.length > 0) return maskLeaves(text, undefined, mask)
      return { text: replaceLiterals(text, secretsIn(value, mask)), leaves: [], isBroken: false }
    }
  }
}

function maskLeaves(text: string, leaves: Leaf[] | undefined, mask: Mask): Masked {
  if (!leaves) return { text: maskBroken(text, mask), leaves: [], isBroken: true }
  const ordered = leaves.toSorted((a, b) => a.start - b.start)
  return { text: replaceLeaves(text, ordered), leaves: ordered, isBroken: false }
}

/** A quoted text is one in YAML and in JSON. */
function replaceLeaves(text: string, leaves: readonly Leaf[]): string {
  const parts: string[] = []
  let at = 0
  for (const leaf of leaves) {
    parts.push(text.slice(at, leaf.start), JSON.stringify(leaf.masked))
    at = leaf.end
  }
  return parts.join('') + text.slice(at)
}

/** The TOML parser tells no positions: values are replaced wherever they stand. */
function replaceLiterals(text: string, secrets: Map<string, string>): string {
  const longestFirst = [...secrets].sort(([a], [b]) => b.length - a.length)
  return longestFirst.reduce((current, [secret, masked]) => {
    const quoted = current
      .replaceAll(JSON.stringify(secret), JSON.stringify(masked))
      .replaceAll(`'${secret}'`, `'${masked}'`)
    // A secret of a few characters can't be looked for without its quotes.
    return secret.length > 3 ? quoted.replaceAll(secret, masked) : quoted
  }, text)
}

function secretsIn(value: unknown, mask: Mask): Map<string, string> {
  const found = new Map<string, string>()
  const note = (original: string, masked: string) => {
    if (original !== masked) found.set(original, masked)
  }
  const walk = (node: unknown, name: string, isSecret: boolean): void => {
    if (Array.isArray(node) && node.every((item) => typeof item === 'string')) {
      maskedList(node, { name, isSecret, mask }).forEach((masked, index) => note(node[index] ?? '', masked))
    } else if (Array.isArray(node)) node.forEach((item) => walk(item, name, isSecret))
    else if (isObject(node))
      Object.entries(node).forEach(([key, inner]) => walk(inner, key, isSecret || isSecretMap(key)))
    else if (typeof node === 'string') note(node, maskedLeaf(node, name, isSecret, mask))
  }
  walk(value, '', false)
  return found
}

const COMMENTED = /((?:#|\/\/)[^\n]*?["']?([\w-]+)["']?\s*[:=]\s*)(["']?[^\s"'#,]+["']?)/g

/** A line that was commented out keeps its secret in the file, but not here. */
export function maskComments(text: string, mask: Mask): string {
  return text.replace(COMMENTED, (whole, before: string, name: string, value: string) => {
    // Also addresses hold //, and what they hide is hidden already.
    if (value.includes(HIDDEN)) return whole
    const bare = value.replace(/^["']|["']$/g, '')
    return isSecretName(name) || maskedLeaf(bare, '', false) !== bare
      ? `${before}${mask(value, name)}`
      : whole
  })
}
