import 'server-only'
import { z } from 'zod'
import { shorten } from '@/lib/domain/document-fields'
import type { Findings } from './findings'

const optionalText = z.string().nullish().catch(undefined)

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: optionalText,
  message: optionalText,
})
type Condition = z.infer<typeof conditionSchema>

export const conditionsSchema = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((conditions) =>
    (conditions ?? []).flatMap((condition) => conditionSchema.safeParse(condition).data ?? []),
  )

export type Readiness = 'ready' | 'not-ready'

/**
 * What the conditions that matter come to; undefined while the operator has told of none of them. What is not as it should be
 * shows at the server, in the operator's words.
 */
export function readinessOf(
  conditions: readonly Condition[],
  types: readonly string[],
  findings: Findings,
): Readiness | undefined {
  const told = types.flatMap((type) => conditions.find((condition) => condition.type === type) ?? [])
  for (const condition of told) if (condition.status === 'False') findings.note(sentenceOf(condition))
  if (told.length === 0) return undefined
  return told.every(({ status }) => status === 'True') ? 'ready' : 'not-ready'
}

/** Why there is nothing to connect to yet, in the operator's words where it has any. */
export function whyNot(conditions: readonly Condition[], types: readonly string[]): string {
  const failed = conditions.filter(({ type, status }) => types.includes(type) && status !== 'True')
  return failed.length === 0 ? '' : `: ${failed.map(sentenceOf).join('. ')}`
}

function sentenceOf({ type, status, reason, message }: Condition): string {
  const words = [reason, message].filter(Boolean).join(': ')
  return `${status === 'False' ? 'not' : 'unknown whether'} ${type}${words ? ` (${shorten(words, 300)})` : ''}`
}
