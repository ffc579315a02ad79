import 'server-only'
import type { Env } from '@/lib/config/env'
import type { EventBus } from '@/lib/events/bus'
import type { Logger } from '@/lib/kit/logger'
import type { Tracer } from '@/lib/kit/tracer'
import { Metrics, type MetricsParts } from '@/lib/telemetry/metrics'
import { startTracing } from '@/lib/telemetry/tracing'
import packageJson from '@/package.json'
import { EventLoopMeter } from './event-loop-meter'
import type { Lifecycle } from './lifecycle'
import { Stats, type StatsParts } from './process-stats'
import { CallMeter } from './stats'

/** Joins metrics with what they are told by. */
export async function composeMetrics(
  parts: Omit<MetricsParts, 'version'>,
  lifecycle: Lifecycle,
): Promise<Metrics> {
  const metrics = new Metrics({ ...parts, version: packageJson.version })
  await lifecycle.start({ name: 'metrics', start: () => metrics.start(), stop: () => metrics.stop() })
  return metrics
}

/** Joins what `GET /api/stats` tells of. */
export async function composeStats(
  { bus, ...parts }: Omit<StatsParts, 'calls' | 'eventLoop' | 'version'> & { bus: EventBus },
  lifecycle: Lifecycle,
): Promise<Stats> {
  const calls = new CallMeter(bus, parts.clock)
  const eventLoop = new EventLoopMeter()
  await lifecycle.start({
    name: 'meters',
    start: () => eventLoop.start(),
    stop: () => {
      calls.stop()
      eventLoop.stop()
    },
  })
  return new Stats({ ...parts, calls, eventLoop, version: packageJson.version })
}

/** First of all, so that it is stopped last and the spans of the end are sent too. */
export async function composeTracing(env: Env, logger: Logger, lifecycle: Lifecycle): Promise<Tracer> {
  const tracing = await startTracing(env.tracing, { version: packageJson.version, logger })
  await lifecycle.start({ name: 'tracing', stop: () => tracing.stop() })
  return tracing.tracer
}
