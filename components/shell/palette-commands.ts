/** How well `text` answers `query`: every word must be found; starts of words count more. 0 is no. */
export function scoreOf(query: string, text: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return 1
  const haystack = text.toLowerCase()
  let score = 0
  for (const word of words) {
    const at = haystack.indexOf(word)
    if (at === -1) return 0
    const startsWord = at === 0 || /[\s\-_./]/.test(haystack.charAt(at - 1))
    score += at === 0 ? 3 : startsWord ? 2 : 1
  }
  return score / words.length
}

/** Other words count only from their start, and less: what is not read on the screen should not surprise. */
function keywordScoreOf(
  query: string,
  { title, keywords = '' }: { title: string; keywords?: string },
): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const known = `${title} ${keywords}`.toLowerCase().split(/\s+/)
  return words.every((word) => known.some((other) => other.startsWith(word))) ? 0.5 : 0
}

/** What answers the query, best first; in their own order where they answer alike. */
export function matching<T extends { title: string; keywords?: string }>(
  query: string,
  commands: readonly T[],
): T[] {
  return commands
    .map((command) => ({
      command,
      score: Math.max(scoreOf(query, command.title), keywordScoreOf(query, command)),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
}
