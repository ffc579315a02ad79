/** Where to go back to after signing in: a path of this site, never another one. */
export function safeReturnPath(from: string | null): string {
  if (!from) return '/'
  // `//host` and `/\host` are other sites to a browser.
  return /^\/(?![/\\])/.test(from) && !from.startsWith('/sign-in') ? from : '/'
}

export function signInPath(path: string): string {
  return path === '/' ? '/sign-in' : `/sign-in?from=${encodeURIComponent(path)}`
}
