import 'server-only'
import { hide, type Mask, maskArguments, maskJson, maskLine } from '@/lib/domain/hiding'
import { isReference } from '@/lib/domain/secret-shape'

/** A value of a text that must be shown otherwise, with its place. */
export interface Leaf {
  start: number
  end: number
  masked: string
}

/** Whether all values under such a key are secrets. */
export function isSecretMap(key: string): boolean {
  return /^(?:env|(?:http_?)?headers)$/i.test(key)
}

/** `name` is the key that the value stands under. */
export function maskedLeaf(value: string, name: string, isSecret: boolean, mask: Mask = hide): string {
  if (isSecret) return value === '' || isReference(value) ? value : mask(value, name)
  return name === 'command' ? maskLine(value, mask) : maskJson(value, mask, name)
}

/** In a list of arguments, what follows `--token` is a secret. */
export function maskedList(
  values: readonly string[],
  { name, isSecret, mask }: { name: string; isSecret: boolean; mask: Mask },
): string[] {
  return isSecret || name !== 'args'
    ? values.map((value) => maskedLeaf(value, name, isSecret, mask))
    : maskArguments(values, mask)
}
