import { z } from 'zod'
import { operation } from './operation'

export const getSession = operation({
  id: 'getSession',
  method: 'GET',
  path: '/api/session',
  summary: 'Whether a token is needed and whether this request has one, and what it may do',
  response: z.object({ tokenRequired: z.boolean(), signedIn: z.boolean(), stdioAllowed: z.boolean() }),
  open: true,
})

export const signIn = operation({
  id: 'signIn',
  method: 'POST',
  path: '/api/session',
  summary: 'Exchange the access token for a session cookie',
  body: z.object({ token: z.string().min(1).max(1_000) }),
  response: z.undefined(),
  status: 204,
  open: true,
})

export const signOut = operation({
  id: 'signOut',
  method: 'DELETE',
  path: '/api/session',
  summary: 'Forget the session cookie',
  response: z.undefined(),
  status: 204,
  open: true,
})
