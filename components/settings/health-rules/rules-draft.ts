import { type HealthLimits, type HealthRules, healthRulesSchema } from '@/lib/domain/health'
import { tagSchema } from '@/lib/domain/server'
import { rangeWords, readNumber } from '../number-text'

type LimitName = keyof HealthLimits

export interface LimitField {
  name: LimitName
  label: string
  hint: string
  /** Milliseconds of one of the units it is typed in; 1 where it counts. */
  unitMs: number
  /** In its unit. */
  from: number
  to: number
}

/** The limits as a person sets them: times in seconds. */
export const LIMIT_FIELDS: readonly LimitField[] = [
  {
    ...{ name: 'intervalMs', label: 'Check every', unitMs: 1_000, from: 1, to: 86_400 },
    hint: 'Seconds from the start of one check to the start of the next, spread by a tenth.',
  },
  {
    ...{ name: 'timeoutMs', label: 'Time limit', unitMs: 1_000, from: 0.1, to: 600 },
    hint: 'Seconds that one check may take; also of the Test button.',
  },
  {
    ...{ name: 'slowMs', label: 'Slow after', unitMs: 1_000, from: 0, to: 600 },
    hint: 'Seconds after which an answer counts as slow; 0 takes none for slow.',
  },
  {
    ...{ name: 'fall', label: 'Failures until unhealthy', unitMs: 1, from: 1, to: 100 },
    hint: 'Failures in a row that make a server unhealthy.',
  },
  {
    ...{ name: 'rise', label: 'Answers until healthy', unitMs: 1, from: 1, to: 100 },
    hint: 'Answers in a row that make it healthy again.',
  },
  {
    ...{ name: 'graceMs', label: 'Grace', unitMs: 1_000, from: 0, to: 3_600 },
    hint: 'Seconds after a start or a change in which failures are not yet held against it.',
  },
]

/** As typed; empty is left open. */
export type LimitsDraft = Record<LimitName, string>

export interface TagDraft {
  /** Of the row, for as long as it is on the page. */
  key: string
  tag: string
  limits: LimitsDraft
}

export interface RulesDraft {
  all: LimitsDraft
  tags: TagDraft[]
}

/** By place: `all.fall`, `<key>.tag`, `<key>.fall`. */
export type RuleErrors = Partial<Record<string, string>>

export function draftOf(rules: HealthRules): RulesDraft {
  return {
    all: limitsDraft(rules.all),
    tags: rules.tags.map(({ tag, limits }, index) => ({
      key: `stored-${index}`,
      tag,
      limits: limitsDraft(limits),
    })),
  }
}

export function emptyTag(key: string): TagDraft {
  return { key, tag: '', limits: limitsDraft({}) }
}

/** The rules, or what is wrong with each field. */
export function readDraft(draft: RulesDraft): { value: HealthRules } | { errors: RuleErrors } {
  const errors: RuleErrors = {}
  const all = readLimits(draft.all, 'all', errors)
  const seen = new Set<string>()
  const tags = draft.tags.map(({ key, tag: typed, limits }) => {
    const tag = typed.trim()
    if (!tagSchema.safeParse(tag).success) errors[`${key}.tag`] = 'Name a tag, of 64 characters at most'
    else if (seen.has(tag)) errors[`${key}.tag`] = 'This tag has limits already'
    seen.add(tag)
    const read = readLimits(limits, key, errors)
    if (Object.keys(read).length === 0) errors[`${key}.tag`] ??= 'Set at least one limit, or remove the tag'
    return { tag, limits: read }
  })
  if (Object.keys(errors).length > 0) return { errors }
  return { value: healthRulesSchema.parse({ all, tags }) }
}

/** The same rows with one a place further up or down. */
export function moved(tags: readonly TagDraft[], key: string, by: -1 | 1): TagDraft[] {
  const from = tags.findIndex((row) => row.key === key)
  const to = from + by
  const row = tags[from]
  if (!row || to < 0 || to >= tags.length) return [...tags]
  return tags.toSpliced(from, 1).toSpliced(to, 0, row)
}

export function isSame(one: RulesDraft, other: RulesDraft): boolean {
  const bare = ({ all, tags }: RulesDraft) =>
    JSON.stringify([all, tags.map(({ tag, limits }) => [tag, limits])])
  return bare(one) === bare(other)
}

/** A limit in the unit that it is typed in. */
export function typed(field: LimitField, value: number): string {
  return String(value / field.unitMs)
}

function limitsDraft(limits: Partial<Record<LimitName, number | undefined>>): LimitsDraft {
  const texts = LIMIT_FIELDS.map((field) => {
    const value = limits[field.name]
    return [field.name, value === undefined ? '' : typed(field, value)] as const
  })
  // One of each name.
  return Object.fromEntries(texts) as LimitsDraft
}

function readLimits(limits: LimitsDraft, place: string, errors: RuleErrors): Partial<HealthLimits> {
  const read: Partial<HealthLimits> = {}
  for (const field of LIMIT_FIELDS) {
    const text = limits[field.name]
    if (text.trim() === '') continue
    const range = { ...field, isWhole: field.unitMs === 1 }
    const value = readNumber(text, range)
    if (value === undefined) errors[`${place}.${field.name}`] = rangeWords(range)
    else read[field.name] = Math.round(value * field.unitMs)
  }
  return read
}
