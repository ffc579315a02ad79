import 'server-only'
import { createHmac, randomBytes } from 'node:crypto'

/**
 * The value of `Portolan-Signature`: `t=<seconds since 1970>,v1=<hex of HMAC-SHA256 over "<t>.<body>">`. The time is
 * signed too, so that who has caught a delivery can't send it again later.
 */
export function signatureOf(body: string, { secret, atMs }: { secret: string; atMs: number }): string {
  const seconds = Math.floor(atMs / 1_000)
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${digest}`
}

/** 256 bits, in letters that need no quoting. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64url')}`
}
