import 'server-only'

/** What `read` makes of stored bytes, or `none` where they are damaged: one bad row must not hide all the others. */
export function salvaged<T>(read: () => T, none: T, report?: (error: unknown) => void): T {
  try {
    return read()
  } catch (error) {
    report?.(error)
    return none
  }
}
