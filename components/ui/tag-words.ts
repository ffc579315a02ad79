import { tagSchema } from '@/lib/domain/server'

export interface TagWords {
  tags: string[]
  problem?: string
}

/** Tags with those of a typed text added: split at commas, trimmed, each once. */
export function withTyped(tags: readonly string[], text: string): TagWords {
  const typed = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  const tooLong = typed.find((tag) => !tagSchema.safeParse(tag).success)
  if (tooLong !== undefined) return { tags: [...tags], problem: 'A tag has at most 64 characters' }
  return { tags: [...new Set([...tags, ...typed])] }
}
