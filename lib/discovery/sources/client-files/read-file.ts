import 'server-only'
import { open, stat } from 'node:fs/promises'

export type FileText =
  | { kind: 'absent' }
  /** It is there, but is no text that can be read; the message is for a person. */
  | { kind: 'refused'; message: string }
  | { kind: 'read'; text: string }

/** Claude Code's file carries histories along. */
const MAX_BYTES = 50_000_000

/** Never throws. */
export async function readClientFile(file: string): Promise<FileText> {
  try {
    // Looked at before it is opened: opening a pipe would wait for its writer.
    const stats = await stat(file)
    if (!stats.isFile()) return { kind: 'refused', message: 'It is not a regular file' }
    if (stats.size > MAX_BYTES) {
      return { kind: 'refused', message: `It has more than ${MAX_BYTES / 1_000_000} MB` }
    }
    await using handle = await open(file, 'r')
    return { kind: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile()) }
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'refused', message: 'It is not a text in UTF-8' }
    return withoutFile(error)
  }
}

/** By when it was written, how long it is and which file it is: equal means unchanged. Empty while it is not there. */
export async function markOfFile(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return `${mtimeMs}:${size}:${ino}`
  } catch (error) {
    return codeOf(error)
  }
}

function withoutFile(error: unknown): FileText {
  const code = codeOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
  const isForbidden = code === 'EACCES' || code === 'EPERM'
  const message = isForbidden
    ? 'This process may not read it; check its owner and mode'
    : `It can't be read (${code})`
  return { kind: 'refused', message }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
