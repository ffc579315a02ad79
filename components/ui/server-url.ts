/** A server's own page. */
export function serverUrl(name: string): string {
  return `/servers/${encodeURIComponent(name)}`
}
