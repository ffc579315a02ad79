import type { Authorization } from '@/lib/domain/authorization'
import type { ServerDetail } from '@/lib/domain/api/servers'

export interface SignInWords {
  title: string
  /** What is the matter, or what will happen. */
  text: string
  tone: 'plain' | 'warn'
  /** The main thing to do, and what its button says. */
  action: { kind: 'sign-in' | 'renew'; label: string } | null
  canSignOut: boolean
}

/** What a server's page says of how Portolan is let in; undefined where there is nothing to say. */
export function signInWords(
  authorization: Authorization,
  server: Pick<ServerDetail, 'connection' | 'verdict' | 'endpoint'>,
): SignInWords | undefined {
  const { state, error, wanted } = authorization
  const auth = server.endpoint.kind === 'remote' ? server.endpoint.auth : undefined
  if (auth?.kind === 'client-credentials') return ofMachine(authorization)
  if (state === 'expired') {
    return {
      title: 'The sign-in has ended',
      text: sentence(error ?? 'It can’t be renewed any more'),
      ...{ tone: 'warn', canSignOut: false },
      action: { kind: 'sign-in', label: 'Sign in again' },
    }
  }
  if (state === 'signed-in') return signedIn(authorization)
  const isAsked = server.connection.kind === 'needs-auth' || server.verdict === 'needs-auth'
  if (!isAsked && auth === undefined && error === null) return undefined
  const scopes = wanted.length > 0 ? ` It asks for ${listed(wanted)}.` : ''
  return {
    title: isAsked ? 'Sign in to use this server' : 'Nobody has signed in yet',
    text:
      error === null
        ? `The page of its authorization server opens; afterwards the connection opens by itself.${scopes}`
        : sentence(error),
    tone: error === null ? 'plain' : 'warn',
    action: { kind: 'sign-in', label: error === null ? 'Sign in' : 'Try again' },
    canSignOut: false,
  }
}

function signedIn({ error, wanted, issuer }: Authorization): SignInWords {
  const where = issuer === null ? 'Signed in' : `Signed in at ${hostOf(issuer)}`
  if (wanted.length > 0) {
    return {
      title: 'It asks for more rights',
      text: `The server wants ${listed(wanted)} beside what was granted. Sign in again to grant it.`,
      ...{ tone: 'warn', canSignOut: true },
      action: { kind: 'sign-in', label: 'Sign in again' },
    }
  }
  return {
    title: where,
    text: error === null ? '' : sentence(error),
    tone: error === null ? 'plain' : 'warn',
    action: error === null ? null : { kind: 'sign-in', label: 'Sign in again' },
    canSignOut: true,
  }
}

function ofMachine({ state, error, issuer }: Authorization): SignInWords {
  const where = issuer === null ? '' : ` at ${hostOf(issuer)}`
  return {
    title: state === 'signed-in' ? `Portolan signs in by itself${where}` : 'Portolan signs in by itself',
    text: error === null ? '' : sentence(error),
    tone: error === null ? 'plain' : 'warn',
    action: { kind: 'renew', label: 'Get a new token' },
    canSignOut: false,
  }
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, 8)
  const rest = words.length - shown.length
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer
}
