import 'server-only'
import type { TracingSettings } from '@/lib/config/tracing-variables'
import type { Logger } from '@/lib/kit/logger'
import { silentTracer, type Tracer } from '@/lib/kit/tracer'

export interface Tracing {
  tracer: Tracer
  /** Sends what waits, within the limit. */
  stop(limitMs?: number): Promise<void>
}

export interface TracingParts {
  version: string
  logger: Logger
}

/** Traces by OpenTelemetry where the environment asks for them; nothing of it is loaded otherwise. */
export async function startTracing(
  settings: TracingSettings | undefined,
  parts: TracingParts,
): Promise<Tracing> {
  if (!settings) return { tracer: silentTracer, stop: () => Promise.resolve() }
  const { OpenTelemetry } = await import('./open-telemetry')
  return new OpenTelemetry(settings, parts)
}
