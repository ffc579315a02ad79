import { type Answer, attribute, html, json } from './answer'
import { type Client, type Grants, random } from './grants'
import type { Switches } from './switches'

interface Parts {
  issuer: string
  grants: Grants
  switches: Switches
  client: Client | undefined
}

/** A page with two buttons, as a person would see it. */
export function consent(query: URLSearchParams, { client }: Pick<Parts, 'client'>): Answer {
  const fault = faultOf(query, client)
  if (fault !== undefined) return html(400, `<h1>${fault}</h1>`)
  const fields = [...query].map(
    ([name, value]) => `<input type="hidden" name="${attribute(name)}" value="${attribute(value)}">`,
  )
  return html(
    200,
    `<!doctype html><html lang="en"><title>Sign in</title><h1>Let Portolan in?</h1>
<p>It asks for: ${attribute(query.get('scope') ?? 'nothing')}</p><form method="post">${fields.join('')}
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form></html>`,
  )
}

/** Sends the browser back with what the person decided. */
export function decide(form: URLSearchParams, { issuer, grants, switches, client }: Parts): Answer {
  if (!client || faultOf(form, client) !== undefined) return json(400, { error: 'invalid_request' })
  const { authorizationError, answerIssuer, namesItself } = switches
  const back = new URL(form.get('redirect_uri') ?? '')
  const say = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) back.searchParams.set(name, value)
  }
  say({ state: form.get('state') ?? '' })
  if (namesItself || answerIssuer !== undefined) say({ iss: answerIssuer ?? issuer })
  if (authorizationError) say(authorizationError)
  else if (form.get('decision') === 'deny')
    say({ error: 'access_denied', error_description: 'The person said no' })
  else {
    const code = `code-${random()}`
    grants.codes.set(code, {
      client: client.id,
      redirectUri: form.get('redirect_uri') ?? '',
      challenge: form.get('code_challenge') ?? '',
      scopes: (form.get('scope') ?? '').split(' ').filter(Boolean),
      resource: form.get('resource') ?? undefined,
    })
    say({ code })
  }
  return { status: 302, headers: { location: back.href } }
}

function faultOf(query: URLSearchParams, client: Client | undefined): string | undefined {
  if (!client) return 'This client is not known here'
  if (!client.redirectUris.includes(query.get('redirect_uri') ?? ''))
    return 'This redirect URI is not registered'
  if (query.get('response_type') !== 'code') return 'Only codes are given'
  const isProven = query.get('code_challenge_method') === 'S256' && query.get('code_challenge')?.length === 43
  return isProven ? undefined : 'PKCE is required'
}
