/** What happened, as it is stored. */
export interface Happened<E> {
  /** A UUID, by which the store knows it again when the answer to the first try was lost. */
  key: string
  /** ISO time. */
  at: string
  event: E
}

/** `ms` is when it happened, since 1970. */
export function happening<E>(event: E, ms: number): Happened<E> {
  return { key: crypto.randomUUID(), at: new Date(ms).toISOString(), event }
}
