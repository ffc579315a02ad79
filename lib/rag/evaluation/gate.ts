import 'server-only'
import type { GoldSet, Metrics } from '@/lib/domain/evaluation'

/** Whether all that was measured, passages and tools, reaches the gate; null where there is none, or nothing was. */
export function passesGate(
  gate: GoldSet['gate'],
  measured: { passages: Metrics | null; tools: Metrics | null },
): boolean | null {
  if (!gate) return null
  const values = [measured.passages, measured.tools]
    .filter((metrics) => metrics !== null)
    .map((metrics) => new Map<string, number>(Object.entries(metrics)).get(gate.metric) ?? 0)
  // A mean of many may miss what it is by a rounding in its last digit.
  return values.length === 0 ? null : values.every((value) => value >= gate.atLeast - 1e-9)
}
