import 'server-only'

export function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end)
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** Behind the line break of the line in which the offset is. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

export function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** Every line but empty ones, moved to the right. */
export function indented(lines: string, indent: number, eol: string): string {
  return lines
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(indent) + line) + eol)
    .join('')
}

/** How a YAML text is laid out: its first indented line tells the step, its first list whether lists are indented. */
export function styleOf(text: string): { indent: number; indentSeq: boolean } {
  const step = /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2
  const list = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( *)- /m.exec(text)
  return {
    indent: Math.min(8, Math.max(1, step)),
    indentSeq: !list || (list[2]?.length ?? 0) > (list[1]?.length ?? 0),
  }
}
