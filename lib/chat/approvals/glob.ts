import 'server-only'

/** Whether `text` is what `pattern` says: `*` is any characters, `?` is one. In steps that grow with both, never more. */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0
  let inText = 0
  let star = -1
  let afterStar = 0
  while (inText < text.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++
      afterStar = inText
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[inText])) {
      at++
      inText++
    } else if (star !== -1) {
      // The last star takes one character more; those before it never have to.
      at = star + 1
      inText = ++afterStar
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/** `server/tool`, parted at the first slash: a server's name has none. */
export function matchesTool(pattern: string, { server, tool }: { server: string; tool: string }): boolean {
  const slash = pattern.indexOf('/')
  if (slash === -1) return false
  return matchesGlob(pattern.slice(0, slash), server) && matchesGlob(pattern.slice(slash + 1), tool)
}

/** A pattern that fits this one tool. A star or question mark in its name stands for any character there. */
export function patternOf({ server, tool }: { server: string; tool: string }): string {
  return `${server}/${tool.replaceAll('*', '?')}`
}
