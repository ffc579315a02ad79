import 'server-only'

/** A stretch of time, in milliseconds since the epoch; `to` is the first moment after it. */
export interface Span {
  from: number
  to: number
}
