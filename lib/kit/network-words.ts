import { AppError, type AppErrorCode, isAppError, messageOf } from './app-error'

const UNREACHABLE: Record<string, (host: string) => string> = {
  ECONNREFUSED: (host) => `Nothing listens at ${host}: the connection was refused`,
  ECONNRESET: (host) => `${host} cut the connection`,
  UND_ERR_SOCKET: (host) => `${host} cut the connection`,
  EPIPE: (host) => `${host} cut the connection`,
  ENOTFOUND: (host) => `The name ${host} is not known to DNS`,
  EAI_AGAIN: (host) => `DNS gives no answer for ${host} just now`,
  EHOSTUNREACH: (host) => `There is no route to ${host}`,
  ENETUNREACH: (host) => `There is no route to ${host}`,
  ETIMEDOUT: (host) => `${host} did not take the connection in time`,
  UND_ERR_CONNECT_TIMEOUT: (host) => `${host} did not take the connection in time`,
  EPROTO: (host) => `${host} does not speak TLS as expected; is it http:// instead of https://?`,
  ERR_SSL_WRONG_VERSION_NUMBER: (host) => `${host} does not speak TLS; is it http:// instead of https://?`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: (host) => `${host} does not speak TLS; is it http:// instead of https://?`,
  CERT_HAS_EXPIRED: (host) => `The certificate of ${host} has expired`,
  CERT_NOT_YET_VALID: (host) => `The certificate of ${host} is not valid yet`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `The certificate of ${host} is for another name`,
}

const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]

/** What a failed request means, in a sentence; an AppError stays as it is. */
export function networkError(error: unknown, host: string): AppError {
  const known = appErrorIn(error)
  if (known) return known
  const codes = codesOf(error)
  const untrusted = codes.find((code) => UNTRUSTED.includes(code))
  if (untrusted !== undefined) {
    const message =
      `The certificate of ${host} is not trusted (${untrusted.toLowerCase().replaceAll('_', ' ')}). ` +
      'If it is your own, name its authority in NODE_EXTRA_CA_CERTS where Portolan starts'
    return new AppError('unreachable', message, { cause: error })
  }
  const code = codes.find((each) => Object.hasOwn(UNREACHABLE, each))
  const words = code === undefined ? undefined : UNREACHABLE[code]
  if (words) return new AppError('unreachable', words(host), { cause: error })
  const [appCode, message] = unusual(codes, host, error)
  return new AppError(appCode, message, { cause: error })
}

function unusual(codes: string[], host: string, error: unknown): [AppErrorCode, string] {
  if (codes.includes('UND_ERR_INVALID_ARG')) {
    return [
      'bad-input',
      `The request to ${host} can't be made: ${messageOf(error)}. Look at the headers that are set`,
    ]
  }
  const isNoHttp = codes.some((code) => code.startsWith('HPE_') || code.startsWith('UND_ERR_'))
  const text = messageOf(error) || (codes[0] ?? 'no reason was given')
  if (isNoHttp) return ['protocol-error', `${host} does not answer as HTTP wants it: ${text}`]
  return ['unreachable', `${host} can't be reached: ${text}`]
}

/** Node tells of several attempts in an AggregateError, and undici wraps what the connector said. */
function reasonsOf(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth > 4) return []
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : []
  return [error, ...[...inner, error.cause].flatMap((reason) => reasonsOf(reason, depth + 1))]
}

function appErrorIn(error: unknown): AppError | undefined {
  return isAppError(error) ? error : reasonsOf(error).find(isAppError)
}

function codesOf(error: unknown): string[] {
  return reasonsOf(error).flatMap((reason) =>
    reason instanceof Error && 'code' in reason && typeof reason.code === 'string' ? [reason.code] : [],
  )
}
