const MOST = 20
const LONGEST = 40

/** Tags as a person writes them, separated by commas: each once, none empty, none longer than the server takes. */
export function readTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().replace(/\s+/g, ' ').slice(0, LONGEST).trim())
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, MOST)
}
