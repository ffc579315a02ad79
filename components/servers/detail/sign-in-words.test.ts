import { describe, expect, it } from 'vitest'
import type { Authorization } from '@/lib/domain/authorization'
import { signInWords } from './sign-in-words'

type Server = Parameters<typeof signInWords>[1]

const since = '2026-11-22T10:00:00.000Z'
const NONE: Authorization = {
  state: 'none',
  grant: null,
  registration: null,
  issuer: null,
  scopes: [],
  wanted: [],
  expiresAt: null,
  canRefresh: false,
  error: null,
}
const SIGNED_IN: Authorization = {
  ...NONE,
  state: 'signed-in',
  grant: 'authorization-code',
  issuer: 'https://auth.example/tenant',
  scopes: ['read'],
}
const endpoint = {
  kind: 'remote',
  transport: 'streamable-http',
  url: 'https://x.example',
  headers: {},
} as const
const idle: Server = { connection: { kind: 'idle', since }, verdict: 'unknown', endpoint }
const refused: Server = {
  ...idle,
  connection: { kind: 'needs-auth', since, error: { code: 'needs-auth', message: 'It asks' } },
}
const machine: Server = {
  ...idle,
  endpoint: {
    ...endpoint,
    auth: { kind: 'client-credentials', clientId: 'm', algorithm: 'RS256', scopes: [] },
  },
}

describe('what a server’s page says of its sign-in', () => {
  it('is nothing where the server asks for none', () => {
    expect(signInWords(NONE, idle)).toBeUndefined()
  })

  it('offers a sign-in where the server asks for one, with what it wants', () => {
    expect(signInWords({ ...NONE, wanted: ['read', 'write'] }, refused)).toMatchObject({
      text: expect.stringContaining('It asks for read, write.') as string,
      action: { kind: 'sign-in', label: 'Sign in' },
      canSignOut: false,
    })
    expect(signInWords(NONE, { ...idle, verdict: 'needs-auth' })?.action?.label).toBe('Sign in')
  })

  it('says why the last one failed, and offers another', () => {
    expect(signInWords({ ...NONE, error: 'auth.example answers: access_denied' }, refused)).toMatchObject({
      text: 'auth.example answers: access_denied.',
      tone: 'warn',
      action: { label: 'Try again' },
    })
  })

  it('names where one is signed in, and lets one leave', () => {
    expect(signInWords(SIGNED_IN, idle)).toMatchObject({
      title: 'Signed in at auth.example',
      action: null,
      canSignOut: true,
    })
  })

  it('asks for the rights that are missing', () => {
    const words = signInWords({ ...SIGNED_IN, wanted: ['write'] }, idle)
    expect(words).toMatchObject({ action: { label: 'Sign in again' }, canSignOut: true })
    expect(words?.text).toContain('wants write')
  })

  it('says why a sign-in has ended', () => {
    expect(signInWords({ ...NONE, state: 'expired', error: 'It was revoked' }, refused)).toMatchObject({
      text: 'It was revoked.',
      action: { label: 'Sign in again' },
    })
  })

  it('never sends a person to sign in for a machine', () => {
    expect(signInWords(NONE, machine)?.action).toEqual({ kind: 'renew', label: 'Get a new token' })
    expect(signInWords({ ...NONE, error: 'invalid_client' }, machine)).toMatchObject({
      text: 'invalid_client.',
      canSignOut: false,
    })
  })
})
