import { z } from 'zod'

/** Something wrong in what a source read, placed so that a person can find it. */
export const problemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  place: z.string().optional(),
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
  server: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>
