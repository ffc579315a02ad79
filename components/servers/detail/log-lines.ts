import type { LogLine } from '@/lib/domain/api/capabilities'

export const LOG_STREAMS = ['stderr', 'protocol', 'pool'] as const

export const STREAM_WORDS: Record<LogLine['stream'], string> = {
  stderr: 'stderr',
  protocol: 'messages',
  pool: 'pool',
}

export interface LogFilter {
  streams: readonly LogLine['stream'][]
  words: string
}

/** Lines of the chosen streams in which every word is found. */
export function matchingLines(lines: readonly LogLine[], { streams, words }: LogFilter): LogLine[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return lines.filter(
    (line) => streams.includes(line.stream) && wanted.every((word) => line.text.toLowerCase().includes(word)),
  )
}

/** The lines as a file. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map((line) => `${line.at} ${line.stream} ${line.text}\n`).join('')
}

/** Hours to milliseconds, in the reader's zone. */
export function clockWords(at: string): string {
  const time = new Date(at)
  const part = (value: number, digits = 2) => String(value).padStart(digits, '0')
  return `${part(time.getHours())}:${part(time.getMinutes())}:${part(time.getSeconds())}.${part(time.getMilliseconds(), 3)}`
}
