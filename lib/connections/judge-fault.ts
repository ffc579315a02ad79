import 'server-only'
import { ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client'
import type { Tool } from '@/lib/domain/capability'
import type { Endpoint } from '@/lib/domain/endpoint'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { refusalKindOf } from './auth/refusal'
import { chainOf, httpStatusOf } from './classify-error'
import { neverSent, systemCodeOf } from './system-error'

export interface Fault {
  /** Whether the server may have acted on the request: surely not, perhaps, or it has answered. */
  delivered: 'no' | 'maybe' | 'answered'
  /**
   * What it means for the session: nothing; that the far side has forgotten it (a restarted old server); that it is
   * over; that it broke in a way of which only a probe can tell; or that nothing came in time.
   */
  session: 'alive' | 'forgotten' | 'lost' | 'doubtful' | 'silent'
}

/** What a request that failed says about itself and its session. Pure. */
export function judgeFault(error: unknown, endpoint: Endpoint): Fault {
  const chain = chainOf(error)
  if (chain.some((link) => link instanceof ProtocolError && !isAppError(link.data))) return ANSWERED
  if (chain.some((link) => isAppError(appErrorIn(link)) && codeOf(link) === 'too-large')) return ANSWERED
  const refusal = chain.map(refusalKindOf).find((kind) => kind !== undefined)
  // What asks for more rights than others do says nothing of the others.
  if (refusal) return { delivered: 'no', session: refusal === 'more-scopes' ? 'alive' : 'lost' }
  const status = httpStatusOf(error)
  if (status !== undefined) return judgeStatus(status, messageOf(error))
  if (neverSent(chain)) return { delivered: 'no', session: 'lost' }
  const last = chain.find((link) => link instanceof SdkError)
  if (last instanceof SdkError) {
    if (last.code === SdkErrorCode.RequestTimeout) return { delivered: 'maybe', session: 'silent' }
    if (last.code === SdkErrorCode.NotConnected) return { delivered: 'no', session: 'lost' }
    if (last.code === SdkErrorCode.ConnectionClosed) return { delivered: 'maybe', session: 'lost' }
    return ANSWERED
  }
  if (messageOf(error) === 'Not connected') return { delivered: 'no', session: 'lost' }
  // Nobody reads a pipe that is broken, and half a message is none; a broken socket may have carried a whole one.
  const pipeBroke = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'].includes(
    systemCodeOf(chain) ?? '',
  )
  if (endpoint.kind === 'stdio' && pipeBroke) return { delivered: 'no', session: 'lost' }
  return { delivered: 'maybe', session: 'doubtful' }
}

const ANSWERED: Fault = { delivered: 'answered', session: 'alive' }

function judgeStatus(status: number, text: string): Fault {
  // The specification says 404 for a session that is gone; many servers say 400 and name it.
  if (status === 404) return { delivered: 'no', session: 'forgotten' }
  if (status === 400 && /session|initiali[sz]/i.test(text)) return { delivered: 'no', session: 'forgotten' }
  if (status === 401 || status === 403) return { delivered: 'no', session: 'lost' }
  if (status >= 500) return { delivered: 'maybe', session: 'doubtful' }
  return { delivered: 'no', session: 'alive' }
}

/** Whether the same call may be sent again after the session was made anew. */
export function mayRepeat(fault: Fault, annotations: Tool['annotations']): boolean {
  // One that ran into its time limit would most likely do so again.
  if (fault.session === 'alive' || fault.session === 'silent') return false
  if (fault.delivered === 'no') return true
  const harmless = annotations?.readOnlyHint === true || annotations?.idempotentHint === true
  return fault.delivered === 'maybe' && harmless
}

/**
 * What a failed call says of the server to a circuit breaker: that it works, for it has answered; that it does not; or
 * nothing: nobody is let in, it asks to slow down, or it has merely forgotten the session.
 */
export function bearingOf(fault: Fault, code: string): 'answered' | 'against' | 'nothing' {
  if (code === 'needs-auth' || code === 'too-busy' || fault.session === 'forgotten') return 'nothing'
  return fault.session === 'alive' ? 'answered' : 'against'
}

function appErrorIn(link: unknown): unknown {
  return link instanceof ProtocolError ? link.data : link
}

function codeOf(link: unknown): string | undefined {
  const error = appErrorIn(link)
  return isAppError(error) ? error.code : undefined
}
