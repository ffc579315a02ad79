/** What is told of a span; texts and numbers only, never arguments, results or anything secret. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>

/** W3C trace context as two headers carry it, or the `_meta` of an MCP request. */
export interface TraceCarrier {
  traceparent?: string
  tracestate?: string
}

export interface SpanOptions {
  kind?: 'internal' | 'server' | 'client'
  attributes?: SpanAttributes
  /** Whoever asked; without one, it belongs to the span in which it begins. */
  parent?: TraceCarrier
}

export interface Span {
  set(attributes: SpanAttributes): void
  /** It went wrong, for a reason that has a stable code. */
  fail(code: string): void
}

/** Tells how long things take and what belongs to what. What runs inside `span` begins its own spans below it. */
export interface Tracer {
  /** Ends with `work`. What it throws is thrown on, and marks the span as failed. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>
  /** Of the span in which this is called; empty where nothing is traced. */
  carrier(): TraceCarrier
}

const NOTHING: Span = { set: () => undefined, fail: () => undefined }

/** Where no traces are asked for. */
export const silentTracer: Tracer = {
  span: (_name, _options, work) => work(NOTHING),
  carrier: () => ({}),
}
