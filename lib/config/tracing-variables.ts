import 'server-only'
import { z } from 'zod'

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const
export type SamplerName = (typeof SAMPLERS)[number]

/** Where traces are sent to, and which. The headers hold secrets. */
export interface TracingSettings {
  /** Of OTLP over HTTP with protobuf, whole. */
  url: string
  headers: Record<string, string>
  timeoutMs: number
  sampler: SamplerName
  /** Share of traces that are kept, for the samplers that take one. */
  ratio: number
  serviceName: string
  resource: Record<string, string>
}

const text = z.string().trim().min(1).optional()
const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional()
const milliseconds = z.coerce.number().int().min(1).max(60_000)

/**
 * The standard variables of OpenTelemetry, as far as they concern us. A value that another program understands and we do
 * not is no reason to refuse to start, so it means the default.
 */
export const tracingVariables = {
  OTEL_SDK_DISABLED: text,
  OTEL_TRACES_EXPORTER: text,
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_HEADERS: text,
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: text,
  OTEL_EXPORTER_OTLP_TIMEOUT: milliseconds.catch(10_000).default(10_000),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).catch('parentbased_always_on').default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).catch(1).default(1),
  OTEL_SERVICE_NAME: text,
  OTEL_RESOURCE_ATTRIBUTES: text,
}
type Variables = z.infer<z.ZodObject<typeof tracingVariables>>

/** Undefined where no traces are asked for. */
export function tracingSettings(env: Variables): TracingSettings | undefined {
  const url = endpointOf(env)
  if (url === undefined || env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined
  if (env.OTEL_TRACES_EXPORTER === 'none') return undefined
  const resource = pairs(env.OTEL_RESOURCE_ATTRIBUTES)
  return {
    url,
    headers: { ...pairs(env.OTEL_EXPORTER_OTLP_HEADERS), ...pairs(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS) },
    timeoutMs: env.OTEL_EXPORTER_OTLP_TIMEOUT,
    sampler: env.OTEL_TRACES_SAMPLER,
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
    serviceName: env.OTEL_SERVICE_NAME ?? resource['service.name'] ?? 'portolan',
    resource,
  }
}

/** The one for traces is whole; the one for all signals is where each has its path below. */
function endpointOf(env: Variables): string | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: base } = env
  return own ?? (base === undefined ? undefined : `${base.replace(/\/$/, '')}/v1/traces`)
}

/** `key=value,key=value`, percent-encoded as in W3C baggage; what is no pair is left out. */
function pairs(list: string | undefined): Record<string, string> {
  const found = (list ?? '').split(',').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at > 0 ? [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const] : []
  })
  return Object.fromEntries(found)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
