import 'server-only'

export const TEXT = 'text/plain; version=0.0.4; charset=utf-8'
export const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/**
 * The text format as OpenMetrics 1.0. By hand, because prom-client takes `_total` off a counter's name for good when it
 * writes this format, and then writes it wrong in the other.
 */
export function toOpenMetrics(text: string): string {
  const counters = new Set([...text.matchAll(/^# TYPE (\S+)_total counter$/gm)].map(([, name]) => name))
  const lines = text.split('\n').filter((line) => line !== '')
  return `${lines.map((line) => withoutTotal(line, counters)).join('\n')}\n# EOF\n`
}

/** The family of a counter is named without the suffix that its samples have. */
function withoutTotal(line: string, counters: ReadonlySet<string | undefined>): string {
  return line.replace(/^# (HELP|TYPE) (\S+)_total /, (whole, keyword: string, name: string) =>
    counters.has(name) ? `# ${keyword} ${name} ` : whole,
  )
}

/** By the Accept header; OpenMetrics where it is named and not refused. */
export function contentTypeFor(accept: string | null): typeof TEXT | typeof OPEN_METRICS {
  const wanted = (accept ?? '').toLowerCase().split(',')
  const isWanted = wanted.some(
    (range) =>
      range.trim().startsWith('application/openmetrics-text') && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(range),
  )
  return isWanted ? OPEN_METRICS : TEXT
}
