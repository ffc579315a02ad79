import 'server-only'
import { Metrics, type MetricsParts } from '@/lib/telemetry/metrics'
import packageJson from '@/package.json'
import type { Lifecycle } from './lifecycle'

/** Joins metrics with what they are told by. */
export async function composeMetrics(
  parts: Omit<MetricsParts, 'version'>,
  lifecycle: Lifecycle,
): Promise<Metrics> {
  const metrics = new Metrics({ ...parts, version: packageJson.version })
  await lifecycle.start({ name: 'metrics', start: () => metrics.start(), stop: () => metrics.stop() })
  return metrics
}
