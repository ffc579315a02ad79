import 'server-only'
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer as OtelTracer,
  type TraceState,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { ATTR_ERROR_TYPE, ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions'
import type { TracingSettings } from '@/lib/config/tracing-variables'
import { isAppError } from '@/lib/kit/app-error'
import type { Span, SpanAttributes, SpanOptions, TraceCarrier, Tracer } from '@/lib/kit/tracer'
import { readTraceparent, writeTraceparent } from './trace-context'
import type { Tracing, TracingParts } from './tracing'

const FLUSH_LIMIT_MS = 1_500
const MAX_ATTRIBUTE_CHARACTERS = 500
/** So often at most it is said that traces can't be sent. */
const SAY_EVERY_MS = 60_000
const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT } as const

/**
 * Spans sent over OTLP. Nothing is registered globally: Next would then send a span for every little thing that it does,
 * with paths and queries in them.
 */
export class OpenTelemetry implements Tracer, Tracing {
  readonly #provider: TracerProvider
  readonly #tracer: OtelTracer
  readonly #contexts = new AsyncLocalStorageContextManager().enable()

  constructor(settings: TracingSettings, { version, logger }: TracingParts) {
    const { url, headers, timeoutMs, serviceName, resource } = settings
    const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: timeoutMs })
    this.#provider = new TracerProvider({
      sampler: samplerOf(settings),
      spanLimits: { attributeValueLengthLimit: MAX_ATTRIBUTE_CHARACTERS },
      resource: resourceFromAttributes({
        ...resource,
        [ATTR_SERVICE_NAME]: serviceName,
        [ATTR_SERVICE_VERSION]: version,
      }),
      spanProcessors: [new BatchSpanProcessor({ exporter: quiet(exporter, new URL(url).host, logger) })],
    })
    this.#tracer = this.#provider.getTracer('portolan', version)
  }

  get tracer(): Tracer {
    return this
  }

  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
    const { kind = 'internal', attributes = {}, parent } = options
    const within = parent ? contextOf(parent) : this.#contexts.active()
    const span = this.#tracer.startSpan(name, { kind: KINDS[kind], attributes: plain(attributes) }, within)
    return this.#contexts.with(trace.setSpan(within, span), async () => {
      try {
        return await work(handleOf(span))
      } catch (error) {
        handleOf(span).fail(isAppError(error) ? error.code : 'internal')
        throw error
      } finally {
        span.end()
      }
    })
  }

  carrier(): TraceCarrier {
    const context = trace.getSpanContext(this.#contexts.active())
    if (!context) return {}
    const tracestate = context.traceState?.serialize() ?? ''
    const { traceId, spanId, traceFlags: flags } = context
    return {
      traceparent: writeTraceparent({ traceId, spanId, flags }),
      ...(tracestate !== '' && { tracestate }),
    }
  }

  async stop(limitMs = FLUSH_LIMIT_MS): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))
    // It flushes first.
    await Promise.race([this.#provider.shutdown().catch(() => undefined), late])
    clearTimeout(timer)
  }
}

function handleOf(span: OtelSpan): Span {
  return {
    set: (attributes) => void span.setAttributes(plain(attributes)),
    // The code alone: a message may quote what was asked or answered.
    fail: (code) => {
      span.setAttribute(ATTR_ERROR_TYPE, code)
      span.setStatus({ code: SpanStatusCode.ERROR })
    },
  }
}

function plain(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}

function contextOf({ traceparent, tracestate }: TraceCarrier): Context {
  const parent = readTraceparent(traceparent)
  if (!parent) return ROOT_CONTEXT
  const { traceId, spanId, flags: traceFlags } = parent
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId, traceFlags, isRemote: true },
    ...(tracestate !== undefined && { traceState: asItCame(tracestate) }),
  })
}

/** Passed on unchanged: it belongs to those who wrote it. */
function asItCame(tracestate: string): TraceState {
  const state: TraceState = {
    get: (key) =>
      tracestate
        .split(',')
        .map((member) => member.trim())
        .find((member) => member.startsWith(`${key}=`))
        ?.slice(key.length + 1),
    set: () => state,
    unset: () => state,
    serialize: () => tracestate,
  }
  return state
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler()
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio)
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() })
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() })
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) })
  }
}

/** Says now and then that traces can't be sent, and otherwise lets nothing be felt of it. */
function quiet(exporter: SpanExporter, place: string, logger: TracingParts['logger']): SpanExporter {
  let saidAt = -Infinity
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error && performance.now() - saidAt > SAY_EVERY_MS) {
          saidAt = performance.now()
          logger.warn(
            { reason: result.error.message, spans: spans.length },
            `Traces could not be sent to ${place}`,
          )
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  }
}
