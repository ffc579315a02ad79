/** Each with a dash of its own: the colours alone do not tell them apart. */
export const PERCENTILES = [
  { key: 'p50Ms', name: 'p50', stroke: 'var(--primary)', dash: undefined },
  { key: 'p95Ms', name: 'p95', stroke: 'var(--foreground)', dash: '6 3' },
  { key: 'p99Ms', name: 'p99', stroke: 'var(--muted-foreground)', dash: '1.5 3' },
] as const
