import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import type { AppErrorCode } from '@/lib/kit/app-error'
import { addressOf } from './mask'
import { describeTlsError, TLS_CODE } from './tls-error'

/** Errors after which a request has surely not reached the server. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const BROKEN = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
])
const SLOW = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])
const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN'])

/** The code of the first system error in a chain of causes. */
export function systemCodeOf(chain: readonly unknown[]): string | undefined {
  for (const link of chain) {
    const code = link instanceof Error && 'code' in link ? link.code : undefined
    if (
      typeof code === 'string' &&
      (/^(E[A-Z0-9]|UND_ERR|ERR_|HPE_)/.test(code) || TLS_CODE.test(code)) &&
      !code.startsWith('ERA_')
    )
      return code
  }
  return undefined
}

export function neverSent(chain: readonly unknown[]): boolean {
  const code = systemCodeOf(chain)
  return code !== undefined && NEVER_SENT.has(code)
}

export function describeSystemError(
  chain: readonly unknown[],
  endpoint: Endpoint,
): { code: AppErrorCode; message: string } | undefined {
  const code = systemCodeOf(chain)
  const known = code === undefined ? undefined : explain(code, endpoint)
  if (known) return known
  const failedFetch = chain.some(
    (link) => link instanceof TypeError && /fetch failed|network/i.test(link.message),
  )
  if (!failedFetch || endpoint.kind === 'stdio') return undefined
  return { code: 'unreachable', message: `No answer from ${addressOf(endpoint.url)}. Is the server running?` }
}

function explain(code: string, endpoint: Endpoint): { code: AppErrorCode; message: string } | undefined {
  return endpoint.kind === 'stdio' ? explainStart(code, endpoint) : explainNetwork(code, endpoint.url)
}

function explainStart(
  code: string,
  { command, cwd }: Extract<Endpoint, { kind: 'stdio' }>,
): { code: AppErrorCode; message: string } | undefined {
  switch (code) {
    case 'ENOENT': {
      const what =
        cwd === undefined ? 'there is no such command' : `there is no such command, or no folder ${cwd}`
      return {
        code: 'unreachable',
        message: `Can't start "${command}": ${what}. Install it, or correct the declaration.`,
      }
    }
    case 'EACCES':
    case 'ENOEXEC':
      return {
        code: 'unreachable',
        message: `Can't start "${command}": it is not a program this user may run.`,
      }
    case 'ENOTDIR':
      return {
        code: 'unreachable',
        message: `Can't start "${command}": ${cwd ?? 'its folder'} is not a folder.`,
      }
    case 'EMFILE':
    case 'EAGAIN':
    case 'ENOMEM':
      return {
        code: 'too-busy',
        message: `Can't start "${command}": this machine is out of resources (${code}).`,
      }
    case 'E2BIG':
      return {
        code: 'bad-input',
        message: `Can't start "${command}": its arguments or environment are too long.`,
      }
    case 'EPIPE':
    case 'ERR_STREAM_DESTROYED':
      return { code: 'unreachable', message: `"${command}" closed its input. It may have crashed.` }
    default:
      return undefined
  }
}

function explainNetwork(code: string, url: string): { code: AppErrorCode; message: string } | undefined {
  const where = addressOf(url)
  const { host, hostname } = new URL(url)
  if (code === 'ECONNREFUSED') {
    return {
      code: 'unreachable',
      message: `Nothing listens at ${host}. Is the server running, and is the port right?`,
    }
  }
  if (UNKNOWN_HOST.has(code)) {
    return {
      code: 'unreachable',
      message: `The host name ${hostname} is not known. Check the address and the DNS.`,
    }
  }
  if (SLOW.has(code)) return { code: 'timed-out', message: `${where} did not answer in time.` }
  if (BROKEN.has(code)) {
    return {
      code: 'unreachable',
      message: `${where} broke the connection. It may have crashed or been restarted.`,
    }
  }
  if (/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN)$/.test(code)) {
    return {
      code: 'unreachable',
      message: `There is no way to ${host} from here. Check network and firewall.`,
    }
  }
  const tls = describeTlsError(code, host)
  if (tls) return tls
  if (code.startsWith('HPE_') || code === 'ERR_INVALID_HTTP_RESPONSE') {
    return { code: 'protocol-error', message: `${where} does not speak HTTP.` }
  }
  return undefined
}
