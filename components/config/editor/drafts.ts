/** A text that someone has begun to change, and the version of the file that it was made from. */
export interface Draft {
  text: string
  /** The text it was made from. */
  base: string
  version: string | null
}

const PREFIX = 'portolan:draft:'

/** Kept for as long as the tab is: secret values are hidden in it. */
export function keptDraft(path: string): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + path) ?? 'null')
    return isDraft(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

export function keepDraft(path: string, draft: Draft): void {
  try {
    sessionStorage.setItem(PREFIX + path, JSON.stringify(draft))
  } catch {
    // Without room for it the draft lives as long as the page; leaving it is warned of.
  }
}

export function dropDraft(path: string): void {
  sessionStorage.removeItem(PREFIX + path)
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { text, base, version } = value as Partial<Record<keyof Draft, unknown>>
  return (
    typeof text === 'string' && typeof base === 'string' && (version === null || typeof version === 'string')
  )
}
