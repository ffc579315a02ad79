import 'server-only'
import type { ServerSpec } from '@/lib/domain/server'
import { parseTemplate, type Piece, variableName } from './template'

/** Words that say how a header's value is meant, and are no secret themselves. */
const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Digest) +$/i
const SECRET_NAME =
  /auth|token|secret|passw|pwd|credential|cookie|session|private|signature|(?:^|[_-])(?:key|pat|sas|dsn)(?:$|[_-])|api-?_?key/i
const SECRET_VALUE =
  /^(?:sk|pk|rk|ghp|gho|ghs|ghr|github_pat|glpat|xox[abprs]|AKIA|AIza|eyJ)[\w-]{8,}|:\/\/[^\s/@:]*:[^\s/@]+@|-----BEGIN|^(?:Bearer|Basic) /

/** Whether a value of `env` or `headers` shows nothing: only references, and at most the scheme before them. */
export function isOpen(value: string): boolean {
  return value === '' || parseTemplate(value).every((piece) => isOpenPiece(piece))
}

function isOpenPiece(piece: Piece): boolean {
  if (piece.kind === 'text') return SCHEME.test(piece.text)
  return piece.kind === 'variable' && !piece.fallback?.length
}

/** A guess, for where a plain value may be shown: a miss here must not leak what the API hides. */
export function looksSecret(name: string, value: string): boolean {
  return !isOpen(value) && (SECRET_NAME.test(name) || SECRET_VALUE.test(value))
}

export interface Protected {
  spec: ServerSpec
  /** The variables that now stand for values, to be set by whoever uses the result. */
  variables: string[]
}

export interface Protection {
  /** How a reference to a variable is written. */
  placeholder: (name: string) => string
  isSecret: (name: string, value: string) => boolean
}

/** Puts references in place of the secret values of `env` and `headers`, and writes those that stand there in one style. */
export function protect(spec: ServerSpec, { placeholder, isSecret }: Protection): Protected {
  const variables = new Set<string>()
  const restyle = (value: string) => restyled(value, placeholder)
  const hide = (name: string, value: string, variable: string) => {
    if (!isSecret(name, value)) return restyle(value)
    variables.add(variable)
    return `${/^(?:Bearer|Basic|Token|ApiKey) +/i.exec(value)?.[0] ?? ''}${placeholder(variable)}`
  }
  const each = (values: Record<string, string>, nameOf: (name: string) => string) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hide(name, value, nameOf(name))]))
  const { endpoint } = spec
  const hidden: ServerSpec['endpoint'] =
    endpoint.kind === 'stdio'
      ? {
          ...endpoint,
          command: restyle(endpoint.command),
          args: endpoint.args.map(restyle),
          env: each(endpoint.env, (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : variableName(name))),
        }
      : {
          ...endpoint,
          url: restyle(endpoint.url),
          headers: each(endpoint.headers, (name) => variableName(`${spec.name}_${name}`)),
        }
  return { spec: { ...spec, endpoint: hidden }, variables: [...variables] }
}

/** Writes `${VAR}` as the reader of the result does; a default is kept where it can be, in our own way. */
function restyled(value: string, placeholder: (name: string) => string): string {
  if (!value.includes('${')) return value
  return parseTemplate(value)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text.replaceAll('${', '$${')
      return piece.kind === 'variable' && !piece.fallback ? placeholder(piece.name) : piece.written
    })
    .join('')
}
