import { type ChunkSettings, chunkSettingsSchema } from '@/lib/domain/document'

/** As it is typed. */
export interface CuttingDraft {
  targetTokens: string
  maxTokens: string
  overlapTokens: string
  language: string
}
export type CuttingProblems = Partial<Record<keyof CuttingDraft, string>>

export function draftOf({ targetTokens, maxTokens, overlapTokens, language }: ChunkSettings): CuttingDraft {
  return {
    targetTokens: String(targetTokens),
    maxTokens: String(maxTokens),
    overlapTokens: String(overlapTokens),
    language: language ?? '',
  }
}

const RANGES = { targetTokens: [32, 2_000], maxTokens: [64, 4_000], overlapTokens: [0, 400] } as const

/** The settings that were typed; null with a problem by field, where they are none. */
export function settingsOf(draft: CuttingDraft): {
  settings: ChunkSettings | null
  problems: CuttingProblems
} {
  const problems: CuttingProblems = {}
  for (const [field, [least, most]] of Object.entries(RANGES) as [
    keyof typeof RANGES,
    readonly [number, number],
  ][]) {
    const value = Number(draft[field])
    if (draft[field].trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      problems[field] = `A whole number from ${least} to ${most}`
    }
  }
  // What is usual has to be known to measure the others by it.
  const usual = problems.targetTokens === undefined ? Number(draft.targetTokens) : null
  if (usual !== null && problems.maxTokens === undefined && usual > Number(draft.maxTokens)) {
    problems.maxTokens = 'Not less than the usual length'
  }
  if (usual !== null && problems.overlapTokens === undefined && Number(draft.overlapTokens) * 2 > usual) {
    problems.overlapTokens = 'At most half of the usual length'
  }
  if (!/^([a-z]{2})?$/.test(draft.language.trim()))
    problems.language = 'Two letters, as “en”; none: found by itself'
  if (Object.keys(problems).length > 0) return { settings: null, problems }
  const language = draft.language.trim()
  const settings = chunkSettingsSchema.parse({
    targetTokens: Number(draft.targetTokens),
    maxTokens: Number(draft.maxTokens),
    overlapTokens: Number(draft.overlapTokens),
    ...(language !== '' && { language }),
  })
  return { settings, problems }
}
