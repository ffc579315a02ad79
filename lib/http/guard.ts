import 'server-only'
import { isIP } from 'node:net'
import { type Env, isLoopbackHost } from '@/lib/config/env'
import type { Openness } from '@/lib/domain/api/operation'
import { AppError } from '@/lib/kit/app-error'
import { bearerMatches, sessionMatches } from './session'

export type Access = Pick<Env, 'host' | 'allowedHosts' | 'token'>

/** Refuses a request that a strange page made a browser send, or that has no token where one is needed. */
export function guard(request: Request, access: Access, open: Openness): void {
  checkHost(request, access)
  const mayComeFromElsewhere = open === 'embedded' || (open === 'landing' && isNavigation(request))
  if (!mayComeFromElsewhere) checkOrigin(request, access)
  if (!open && !isSignedIn(request, access)) {
    throw new AppError(
      'unauthenticated',
      'This server needs an access token: send "Authorization: Bearer <token>", or sign in on its page',
    )
  }
}

export function isSignedIn(request: Request, { token }: Pick<Access, 'token'>): boolean {
  if (token === undefined) return true
  return bearerMatches(request.headers, token) || sessionMatches(request.headers, token)
}

/**
 * DNS rebinding: a page of evil.example may make its own name resolve to this server, but can't change the Host header.
 * An address in the header was resolved by nobody, so it is harmless where we listen on more than loopback.
 */
export function checkHost(request: Request, access: Access): void {
  const host = hostOf(request)
  if (isAllowedHost(host, access)) return
  throw new AppError(
    'forbidden',
    `This server does not answer to the name "${host}". If it should, add it to PORTOLAN_ALLOWED_HOSTS`,
  )
}

/** Cross-site requests: what a browser says of the page that sent this one. Scripts say nothing and pass. */
export function checkOrigin(request: Request, access: Access): void {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') refuseOrigin(site)
  const origin = request.headers.get('origin')
  if (origin === null) return
  const from = URL.canParse(origin) ? new URL(origin) : undefined
  if (!from) refuseOrigin(origin)
  if (from.host === hostWithPortOf(request)) return
  // A proxy in front may have rewritten the Host header; the names that it serves are listed.
  if (access.allowedHosts.includes(from.hostname) || access.allowedHosts.includes(from.host)) return
  refuseOrigin(origin)
}

/** A link or a redirect that a browser follows as a whole page; scripts, forms and pictures are something else. */
function isNavigation(request: Request): boolean {
  return request.method === 'GET' && request.headers.get('sec-fetch-mode') === 'navigate'
}

/** Whether a browser says that a page of another site has asked. */
export function isFromElsewhere(request: Request, access: Access): boolean {
  try {
    checkOrigin(request, access)
    return false
  } catch {
    return true
  }
}

function refuseOrigin(origin: string): never {
  throw new AppError('forbidden', `A page from elsewhere (${origin}) may not use this server`)
}

function isAllowedHost(host: string, access: Access): boolean {
  if (isLoopbackHost(host)) return true
  if (host === access.host.toLowerCase() || access.allowedHosts.includes(host)) return true
  return !isLoopbackHost(access.host) && isIP(host.replace(/^\[|\]$/g, '')) !== 0
}

function hostWithPortOf(request: Request): string {
  return (request.headers.get('host') ?? new URL(request.url).host).toLowerCase()
}

/** The name alone; empty when the header is not a host at all. */
function hostOf(request: Request): string {
  const url = `http://${hostWithPortOf(request)}`
  return URL.canParse(url) ? new URL(url).hostname : ''
}
