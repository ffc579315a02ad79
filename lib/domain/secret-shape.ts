const SECRET_WORDS = new Set(
  (
    'token secret secrets password passwd passphrase pwd pass auth authorization authentication apikey apikeys key keys ' +
    'accesskey secretkey credential credentials jwt bearer pat cookie sig signature session sessionid dsn'
  ).split(' '),
)

/** Whether a value under such a name is a credential: `apiKey`, `X-Auth-Token`, `client_secret`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return words.some((word) => SECRET_WORDS.has(word) || /(?:token|secret|password|apikey)$/.test(word))
}

const KNOWN_PREFIX =
  /^(?:(?:sk|pk|rk|tvly|fc|npm|hf|ghp|gho|ghu|ghs|ghr|github_pat|glpat|xox[abeoprs]|lin_api|ntn|secret)[-_]|AKIA|AIza|eyJ)[A-Za-z0-9._~+/=-]{8,}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a word looks made by a machine to be kept: a known prefix, a UUID, twenty letters and digits in a row. */
export function isSecretShape(word: string): boolean {
  if (KNOWN_PREFIX.test(word) || UUID.test(word)) return true
  if (!/^[A-Za-z0-9._~=%-]+$/.test(word)) return false
  return word.split(/[._~%-]+/).some((run) => run.length >= 20 && /\d/.test(run) && /[A-Za-z]/.test(run))
}

/** Only a reference to a variable, with or without an authentication scheme before it: it says where the secret is. */
export function isReference(text: string): boolean {
  return /^(?:(?:Bearer|Basic|Token)\s+)?\$\{(?:(?:env|input|file):)?[^{}:]+\}$/i.test(text.trim())
}
