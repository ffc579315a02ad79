import 'server-only'

const MASK = '[hidden]'

/** Shapes of secrets that foreign libraries put into their messages. */
const SHAPES: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/(\/\/[^\s/:@"']{0,256}):[^\s/@"']{1,1024}@/g, `$1:${MASK}@`],
  [/\b(?:sk|pk|rk)-[A-Za-z0-9_-]{12,}/g, MASK],
  [/\b(?:ghp|gho|ghs|ghr|github_pat|glpat|xox[abprs])[_-][A-Za-z0-9_-]{12,}/g, MASK],
  [/([?&](?:access_?token|api_?key|key|token|secret|password|sig(?:nature)?)=)[^&\s"'#]+/gi, `$1${MASK}`],
]

/** A function that takes known secrets, and what looks like one, out of a text. */
export function masker(secrets: readonly string[]): (text: string) => string {
  // Under six characters a "secret" is a word, and hiding it everywhere would make the logs unreadable.
  const known = secrets
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
  const unique = [...new Set(known)].sort((a, b) => b.length - a.length)
  return (text) => {
    let masked = text
    for (const secret of unique) masked = masked.replaceAll(secret, MASK)
    for (const [shape, replacement] of SHAPES) masked = masked.replace(shape, replacement)
    return masked
  }
}
