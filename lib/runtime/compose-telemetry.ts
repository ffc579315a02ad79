import 'server-only'
import type { Env } from '@/lib/config/env'
import type { Logger } from '@/lib/kit/logger'
import type { Tracer } from '@/lib/kit/tracer'
import { Metrics, type MetricsParts } from '@/lib/telemetry/metrics'
import { startTracing } from '@/lib/telemetry/tracing'
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

/** First of all, so that it is stopped last and the spans of the end are sent too. */
export async function composeTracing(env: Env, logger: Logger, lifecycle: Lifecycle): Promise<Tracer> {
  const tracing = await startTracing(env.tracing, { version: packageJson.version, logger })
  await lifecycle.start({ name: 'tracing', stop: () => tracing.stop() })
  return tracing.tracer
}
