import 'server-only'
import type { AppErrorCode } from '@/lib/kit/app-error'

const SELF_SIGNED = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'])
const NO_TLS = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'])
/** OpenSSL's codes of a certificate that was refused (X509_verify_cert_error_string), and Node's own. */
export const TLS_CODE =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH|ERR_(TLS|SSL)_)/

/** What a failed TLS handshake means; undefined for a code of something else. */
export function describeTlsError(
  code: string,
  host: string,
): { code: AppErrorCode; message: string } | undefined {
  if (NO_TLS.has(code)) {
    return { code: 'unreachable', message: `${host} does not speak TLS. Is it http:// instead of https://?` }
  }
  if (!TLS_CODE.test(code)) return undefined
  return { code: 'bad-certificate', message: `The TLS certificate of ${host} ${faultOf(code)}` }
}

function faultOf(code: string): string {
  if (code === 'CERT_HAS_EXPIRED') return 'has expired. Whoever runs the server must renew it.'
  if (code === 'CERT_NOT_YET_VALID')
    return "is not valid yet. Check the clocks of both machines, and the certificate's dates."
  if (code === 'CERT_REVOKED') return 'was revoked. Whoever runs the server must replace it.'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return 'is for another name. Use the name that it was issued for, or have it issued for this one.'
  const how = SELF_SIGNED.has(code) ? 'signed by itself' : code
  return `is not trusted (${how}). If it is your own, name its authority in NODE_EXTRA_CA_CERTS where Portolan starts.`
}
