import 'server-only'
import { z } from 'zod'
import { type ApprovalRule, approvalRuleSchema } from '@/lib/domain/approval'
import { AppError } from '@/lib/kit/app-error'
import type { Settings } from '../stores'

const KEY = 'approvals'
const settingSchema = z.object({ rules: z.array(approvalRuleSchema) }).default({ rules: [] })

/** People's rules for tools. Throws `invalid-config`: to go on without them would let run what somebody has denied. */
export async function readRules(settings: Pick<Settings, 'get'>): Promise<ApprovalRule[]> {
  const read = settingSchema.safeParse(await settings.get(KEY))
  if (read.success) return read.data.rules
  throw new AppError('invalid-config', 'The rules for tools can not be read. Set them anew in Settings')
}

/** In place of all that were there; each once. */
export async function writeRules(
  settings: Pick<Settings, 'set'>,
  rules: readonly ApprovalRule[],
): Promise<void> {
  const unique = [...new Map(rules.map((rule) => [`${rule.action} ${rule.pattern}`, rule])).values()]
  await settings.set(KEY, { rules: unique })
}
