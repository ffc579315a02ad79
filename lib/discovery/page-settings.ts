import 'server-only'
import { z } from 'zod'
import { isObject } from '@/lib/domain/document-fields'
import { AppError } from '@/lib/kit/app-error'
import { camelCase, type LayeredSettings, settingKeys } from './settings'
import type { SourceMethod } from './source'
import { unhidden } from './unhide'

/** What people set on the page about one source, as it is stored. */
export const pageSettingsSchema = z.object({
  paused: z.boolean().default(false),
  values: z.record(z.string(), z.json()).default({}),
})
export type PageSettings = z.infer<typeof pageSettingsSchema>

type Values = PageSettings['values']
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

/** The change that lists these URLs as well; undefined when all are listed. */
export function withUrls(effective: Values | undefined, urls: readonly string[]): Values | undefined {
  const listed = Array.isArray(effective?.['urls']) ? effective['urls'] : []
  const known = new Set(listed.map((item) => (isObject(item) ? item['url'] : item)))
  const added = urls.filter((url) => !known.has(url))
  return added.length > 0 ? { urls: [...listed, ...added] } : undefined
}
