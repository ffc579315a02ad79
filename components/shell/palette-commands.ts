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

/** What answers the query, best first; in their own order where they answer alike. */
export function matching<T extends { title: string; keywords?: string }>(
  query: string,
  commands: readonly T[],
): T[] {
  return commands
    .map((command) => ({
      command,
      score: Math.max(
        scoreOf(query, command.title),
        scoreOf(query, `${command.title} ${command.keywords ?? ''}`) / 2,
      ),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
}
