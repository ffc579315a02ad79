import 'server-only'
import { z } from 'zod'
import { HIDDEN } from '@/lib/domain/endpoint'
import { hide, maskJson } from '@/lib/domain/hiding'
import { AppError } from '@/lib/kit/app-error'
import { camelCase, type LayeredSettings, settingKeys } from './settings'
import type { SourceMethod } from './source'

/** What people set on the page about one source, as it is stored. */
export const pageSettingsSchema = z.object({
  paused: z.boolean().default(false),
  values: z.record(z.string(), z.json()).default({}),
})
export type PageSettings = z.infer<typeof pageSettingsSchema>

type Values = PageSettings['values']
type Json = Values[string]
interface Issue {
  path: string
  message: string
}

/**
 * The stored values after a change: null takes one back, hidden ones stay as they are. Throws `bad-input` with
 * `details.issues` for what is unknown.
 */
export function patchValues(method: SourceMethod, stored: Values, patch: Values, effective: Values): Values {
  const known = settingKeys(method)
  const values = new Map(Object.entries(stored))
  const issues: Issue[] = []
  for (const [name, value] of Object.entries(patch)) {
    const key = camelCase(name)
    if (!known.has(key)) issues.push({ path: name, message: `${method.title} has no setting ${name}` })
    else if (value === null) values.delete(key)
    else {
      const whole = unhidden(key, value, effective[key])
      if (whole === undefined) issues.push({ path: name, message: HIDDEN_VALUE })
      else values.set(key, whole)
    }
  }
  if (issues.length > 0) throw refusal(method, issues)
  return Object.fromEntries(values)
}

const HIDDEN_VALUE = 'It has a hidden value that is not stored as it stands; enter the value itself'

/** Throws `bad-input` where one of the changed values is not valid. */
export function assertValid(method: SourceMethod, patch: Values, { values }: LayeredSettings): void {
  const changed = new Set(Object.keys(patch).map(camelCase))
  const issues = (method.settings.safeParse(values).error?.issues ?? [])
    .filter(({ path }) => path.length === 0 || changed.has(String(path[0])))
    .map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  if (issues.length > 0) throw refusal(method, issues)
}

function refusal(method: SourceMethod, issues: Issue[]): AppError {
  const [first] = issues
  const place = first?.path ? `${first.path}: ` : ''
  return new AppError('bad-input', `Settings of ${method.title}: ${place}${first?.message ?? 'not valid'}`, {
    details: { issues },
  })
}

/**
 * A page sends what it was shown: a text that looks as a stored one does when hidden means that one. Undefined where a
 * hidden value is left that belongs to no stored text, as when its host was changed.
 */
function unhidden(key: string, value: Json, stored: Json | undefined): Json | undefined {
  if (!JSON.stringify(value).includes(HIDDEN)) return value
  const known = shownTexts(key, stored)
  const restore = (item: Json): Json => {
    if (typeof item === 'string') return known.get(item) ?? item
    if (Array.isArray(item)) return item.map(restore)
    if (typeof item !== 'object' || item === null) return item
    return Object.fromEntries(Object.entries(item).map(([name, inner]) => [name, restore(inner)]))
  }
  const whole = restore(value)
  return JSON.stringify(whole).includes(HIDDEN) ? undefined : whole
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

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : []
}
