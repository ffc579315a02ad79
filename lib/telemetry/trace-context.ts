import 'server-only'
import type { TraceCarrier } from '@/lib/kit/tracer'

export interface TraceParent {
  traceId: string
  spanId: string
  flags: number
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const MAX_TRACESTATE = 512

/** W3C Trace Context, level 1; undefined for what it calls invalid, which is then as if nothing had come. */
export function readTraceparent(header: string | undefined): TraceParent | undefined {
  const [, version = '', traceId = '', spanId = '', flags = '', more] =
    TRACEPARENT.exec(header?.trim() ?? '') ?? []
  if (version === '' || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, flags: Number.parseInt(flags, 16) }
}

export function writeTraceparent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`
}

/** What came with a request; undefined where nothing valid did. */
export function carrierOf(headers: Headers): TraceCarrier | undefined {
  const traceparent = headers.get('traceparent') ?? undefined
  if (traceparent === undefined || !readTraceparent(traceparent)) return undefined
  const tracestate = headers.get('tracestate') ?? ''
  return { traceparent, ...(tracestate !== '' && tracestate.length <= MAX_TRACESTATE && { tracestate }) }
}
