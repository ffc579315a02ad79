import 'server-only'
import type { z } from 'zod'
import { isObject } from '@/lib/domain/document-fields'
import { HIDDEN } from '@/lib/domain/endpoint'
import { hide, maskJson } from '@/lib/domain/hiding'

type Json = z.infer<ReturnType<typeof z.json>>

/**
 * A page sends what it was shown: a text that looks as a stored one does when hidden means that one. Undefined where a
 * hidden value is left that belongs to no stored text, as when its host was changed.
 */
export function unhidden(key: string, value: Json, stored: Json | undefined): Json | undefined {
  if (!isHidden(value)) return value
  const whole = Array.isArray(value)
    ? unhiddenList(key, value, stored)
    : restore(value, shownTexts(key, stored))
  return isHidden(whole) ? undefined : whole
}

/**
 * An object of a list is known by its URL: its token goes nowhere else, or who may change a URL could have the token sent to a
 * host of theirs.
 */
function unhiddenList(key: string, list: readonly Json[], stored: Json | undefined): Json[] {
  const before = Array.isArray(stored) ? stored : []
  const texts = shownTexts(
    key,
    before.filter((item) => typeof item === 'string'),
  )
  return list.map((item) => {
    if (!isObject(item)) return restore(item, texts)
    const [partner, ...others] = before.filter((other) => shownUrl(key, other) === item.url)
    return partner === undefined || others.length > 0
      ? item
      : restoreFrom(item, partner, maskJson(partner, hide, key))
  })
}

/** What looks as its own place in the stored value does when hidden is what is stored there. */
function restoreFrom(item: Json | undefined, stored: Json | undefined, shown: Json | undefined): Json {
  if (isObject(item) && isObject(stored) && isObject(shown)) {
    const entries = Object.entries(item).map(([name, inner]) => {
      return [name, restoreFrom(inner, stored[name], shown[name])] as const
    })
    return Object.fromEntries(entries)
  }
  return typeof item === 'string' && item === shown && stored !== undefined ? stored : (item ?? null)
}

function shownUrl(key: string, item: Json): unknown {
  const shown: unknown = maskJson(item, hide, key)
  return isObject(shown) ? shown.url : undefined
}

function restore(item: Json, known: ReadonlyMap<string, string>): Json {
  if (typeof item === 'string') return known.get(item) ?? item
  if (Array.isArray(item)) return item.map((inner) => restore(inner, known))
  if (typeof item !== 'object' || item === null) return item
  return Object.fromEntries(Object.entries(item).map(([name, inner]) => [name, restore(inner, known)]))
}

/** The stored texts by what is shown of them; two that look the same are told apart by nobody, so neither is here. */
function shownTexts(key: string, stored: Json | undefined): Map<string, string> {
  const wholes = leavesOf(stored)
  const texts = new Map<string, string>()
  const twice = new Set<string>()
  for (const [index, shown] of leavesOf(maskJson(stored, hide, key)).entries()) {
    const whole = wholes[index] ?? shown
    if (texts.has(shown) && texts.get(shown) !== whole) twice.add(shown)
    texts.set(shown, whole)
  }
  for (const shown of twice) texts.delete(shown)
  return texts
}

function isHidden(value: Json): boolean {
  return JSON.stringify(value).includes(HIDDEN)
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : []
}
