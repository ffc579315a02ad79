import 'server-only'
import { randomBytes } from 'node:crypto'
import { type Env, isLoopbackHost } from '@/lib/config/env'
import { AppError } from '@/lib/kit/app-error'
import { isSecure } from './session'

const COOKIE = 'portolan_sign_in'
const LIFETIME_SECONDS = 10 * 60
const NONCE = /^[\w-]{43}$/

/** What only the browser that begins a sign-in knows; one browser may have several under way. */
export function browserOf(request: Request): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const value = pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
  return value !== undefined && NONCE.test(value) ? value : undefined
}

export function newBrowser(): string {
  return randomBytes(32).toString('base64url')
}

/** A `Set-Cookie` value. Lax, as the browser comes back from another site. */
export function browserCookie(browser: string, request: Request): string {
  const base = `${COOKIE}=${browser}; Path=/api; Max-Age=${LIFETIME_SECONDS}; HttpOnly; SameSite=Lax`
  return isSecure(request) ? `${base}; Secure` : base
}

/**
 * Where the browser comes back to after a sign-in: the public URL, or this machine. The Host header is believed only
 * where it names this machine, and for its port: elsewhere a code could be led astray.
 */
export function signInOrigin(request: Request, { publicUrl }: Pick<Env, 'publicUrl'>): string {
  const host = (request.headers.get('host') ?? new URL(request.url).host).toLowerCase()
  if (publicUrl !== undefined) {
    // The cookie would stay at the other name, and the sign-in could not be finished.
    if (host === new URL(publicUrl).host || !isBrowser(request)) return publicUrl
    throw new AppError('bad-input', `Open Portolan at ${publicUrl} to sign in: the sign-in comes back there`)
  }
  const local = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined
  if (local && isLoopbackHost(local.hostname) && local.host === host) return local.origin
  throw new AppError(
    'not-configured',
    'Set PORTOLAN_PUBLIC_URL to the address that browsers open Portolan at (https://portolan.example.com): the sign-in comes back there',
  )
}

function isBrowser(request: Request): boolean {
  return request.headers.has('sec-fetch-site') || request.headers.has('origin')
}
