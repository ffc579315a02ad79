import 'server-only'
import { z } from 'zod'
import { runStateSchema } from '@/lib/domain/discovery'
import type { RunNotice } from '@/lib/store/runs'

const noticeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    id: z.string(),
    source: z.string(),
    state: runStateSchema,
    cancelAsked: z.boolean(),
    dryRun: z.boolean(),
    replica: z.string().nullable(),
  }),
  z.object({ kind: z.literal('source'), source: z.string(), from: z.string() }),
])

/** Undefined for what another version tells that we do not understand. */
export function readNotice(payload: string): RunNotice | undefined {
  try {
    return noticeSchema.safeParse(JSON.parse(payload)).data
  } catch {
    return undefined
  }
}
