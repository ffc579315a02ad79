const WITHIN = ' › '

/** A scope within a scope, as of a document that a domain names: `example.com › https://example.com/mcp.json`. */
export function innerScope(outer: string, inner: string): string {
  return `${outer}${WITHIN}${inner}`
}

/** Where something was read: its place, its scope, and the scopes around that one, the innermost first. */
export function readingsOf(origin: { place: string; scope?: string | undefined } | undefined): string[] {
  if (!origin) return []
  const { place, scope } = origin
  return scope === undefined ? [place] : [place, ...scopesAround(scope)]
}

/** The scope itself and those that it lies in. */
function scopesAround(scope: string): string[] {
  const steps = scope.split(WITHIN)
  return steps.map((_, index) => steps.slice(0, steps.length - index).join(WITHIN))
}
