import 'server-only'
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '@/lib/kit/app-error'

const COOKIE = 'portolan_session'
const LIFETIME_SECONDS = 30 * 24 * 3_600

export function bearerMatches(headers: Headers, token: string): boolean {
  const sent = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  return sent !== undefined && sameText(sent, token)
}

/** Whether the cookie was made from this token and is not past its time; a changed token ends every session. */
export function sessionMatches(headers: Headers, token: string, now = Date.now()): boolean {
  const value = cookieOf(headers)
  const [expires, signature] = value?.split('.') ?? []
  if (expires === undefined || signature === undefined) return false
  if (!sameText(signature, sign(expires, token))) return false
  return Number(expires) * 1_000 > now
}

/** A `Set-Cookie` value that scripts on the page can't read and other sites can't make the browser send. */
export function sessionCookie(token: string, secure: boolean, now = Date.now()): string {
  const expires = String(Math.floor(now / 1_000) + LIFETIME_SECONDS)
  return attributes(`${expires}.${sign(expires, token)}`, LIFETIME_SECONDS, secure)
}

export function expiredSessionCookie(secure: boolean): string {
  return attributes('', 0, secure)
}

/** The cookie for someone who knows the token; throws `unauthenticated`. Nothing to set where no token is needed. */
export function startSession(sent: string, token: string | undefined, secure: boolean): string | undefined {
  if (token === undefined) return undefined
  if (!sameText(sent.trim(), token)) throw new AppError('unauthenticated', 'This is not the access token')
  return sessionCookie(token, secure)
}

export function sessionResponse(cookie: string | undefined): Response {
  return new Response(null, { status: 204, headers: cookie === undefined ? {} : { 'set-cookie': cookie } })
}

/** Whether the person's browser speaks TLS to us or to the proxy before us. */
export function isSecure(request: Request): boolean {
  return request.headers.get('x-forwarded-proto') === 'https' || request.url.startsWith('https:')
}

/** In constant time, whatever the lengths. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function sign(expires: string, token: string): string {
  return createHmac('sha256', token).update(`portolan-session-v1:${expires}`).digest('base64url')
}

function attributes(value: string, maxAge: number, secure: boolean): string {
  const base = `${COOKIE}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict`
  return secure ? `${base}; Secure` : base
}

function cookieOf(headers: Headers): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
}
