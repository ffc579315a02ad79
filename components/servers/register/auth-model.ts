import { authFields } from '@/lib/domain/document-auth'
import { type RemoteAuth, SIGNING_ALGORITHMS } from '@/lib/domain/endpoint'

/** How Portolan signs in at a remote server, as it is typed. `authKind` empty: as the server asks, nothing declared. */
export interface AuthForm {
  authKind: '' | RemoteAuth['kind']
  authClientId: string
  authClientSecret: string
  authPrivateKey: string
  authAlgorithm: string
  authIssuer: string
  authTokenEndpoint: string
  /** Words with blanks between. */
  authScopes: string
}

export const EMPTY_AUTH: AuthForm = {
  authKind: '',
  authClientId: '',
  authClientSecret: '',
  authPrivateKey: '',
  authAlgorithm: SIGNING_ALGORITHMS[0],
  authIssuer: '',
  authTokenEndpoint: '',
  authScopes: '',
}

export function authFormOf(auth: RemoteAuth | undefined): AuthForm {
  if (!auth) return EMPTY_AUTH
  const machine = auth.kind === 'client-credentials' ? auth : undefined
  return {
    authKind: auth.kind,
    authClientId: auth.clientId ?? '',
    authClientSecret: auth.clientSecret ?? '',
    authPrivateKey: machine?.privateKey ?? '',
    authAlgorithm: machine?.algorithm ?? EMPTY_AUTH.authAlgorithm,
    authIssuer: auth.issuer ?? '',
    authTokenEndpoint: machine?.tokenEndpoint ?? '',
    authScopes: auth.scopes.join(' '),
  }
}

/** The field `auth` of a server document; undefined where nothing is declared. Nobody has checked it yet. */
export function authDocumentOf(form: AuthForm): Record<string, string | string[]> | undefined {
  if (form.authKind === '') return undefined
  const isMachine = form.authKind === 'client-credentials'
  const all = {
    kind: form.authKind,
    clientId: form.authClientId.trim(),
    clientSecret: form.authClientSecret,
    ...(isMachine && {
      privateKey: form.authPrivateKey.trim(),
      ...(form.authPrivateKey.trim() !== '' && { algorithm: form.authAlgorithm }),
      tokenEndpoint: form.authTokenEndpoint.trim(),
    }),
    issuer: form.authIssuer.trim(),
    scopes: form.authScopes.split(/[\s,]+/).filter(Boolean),
  }
  const told = Object.entries(all).filter(([, value]) => value !== '')
  // Of texts and lists of them, which the reader of documents has still to check.
  return authFields(Object.fromEntries(told) as unknown as RemoteAuth, 'snake') as Record<
    string,
    string | string[]
  >
}
