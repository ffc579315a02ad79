import { type Answer, json } from './answer'
import { challengeOf, type Client, type Grants } from './grants'
import type { Switches } from './switches'

interface Parts {
  grants: Grants
  switches: Switches
  scopes: readonly string[]
  client: Client | undefined
}

/** Tokens for a code, for a refresh token, or for the client itself. */
export function giveTokens(form: URLSearchParams, parts: Parts): Answer {
  const { client, scopes, switches } = parts
  if (!client) return refusal('invalid_client', form, switches, 401)
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return byCode(form, client, parts)
    case 'refresh_token':
      return byRefresh(form, client, parts)
    case 'client_credentials': {
      const granted = (form.get('scope') ?? '').split(' ').filter((scope) => scopes.includes(scope))
      const resource = form.get('resource') ?? undefined
      return issued({ client: client.id, scopes: granted, resource }, false, parts)
    }
    default:
      return refusal('unsupported_grant_type', form, switches)
  }
}

export function revoke(form: URLSearchParams, { client, grants, switches }: Omit<Parts, 'scopes'>): Answer {
  if (!client) return refusal('invalid_client', form, switches, 401)
  const text = form.get('token') ?? ''
  const token = grants.refresh.get(text) ?? grants.access.get(text)
  if (token) grants.endFamily(token.family)
  return { status: 200 }
}

function byCode(form: URLSearchParams, client: Client, parts: Parts): Answer {
  const text = form.get('code') ?? ''
  const code = parts.grants.codes.get(text)
  parts.grants.codes.delete(text)
  const isRight =
    code?.client === client.id &&
    code.redirectUri === form.get('redirect_uri') &&
    code.challenge === challengeOf(form.get('code_verifier') ?? '') &&
    code.resource === (form.get('resource') ?? undefined)
  if (!isRight) return refusal('invalid_grant', form, parts.switches)
  return issued({ client: client.id, scopes: code.scopes, resource: code.resource }, true, parts)
}

function byRefresh(form: URLSearchParams, client: Client, parts: Parts): Answer {
  const { refreshError } = parts.switches
  if (refreshError !== undefined) return refusal(refreshError, form, parts.switches)
  const grant = parts.grants.spend(form.get('refresh_token') ?? '')
  if (grant?.client !== client.id) return refusal('invalid_grant', form, parts.switches)
  return issued(grant, true, parts)
}

function issued(
  grant: { client: string; scopes: string[]; resource: string | undefined; family?: string },
  mayRefresh: boolean,
  { grants, switches: { lifetime, refreshTokens } }: Parts,
): Answer {
  const { access, refresh } = grants.issue(grant, {
    lifetimeMs: lifetime * 1_000,
    withRefresh: mayRefresh && refreshTokens,
  })
  return json(200, {
    access_token: access,
    token_type: 'Bearer',
    expires_in: lifetime,
    scope: grant.scopes.join(' '),
    ...(refresh !== undefined && { refresh_token: refresh }),
  })
}

function refusal(error: string, form: URLSearchParams, { echoesSecrets }: Switches, status = 400): Answer {
  const description = echoesSecrets ? [...form.values()].join(' ') : 'Begin again.'
  return json(status, { error, error_description: description })
}
