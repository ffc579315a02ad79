import { z } from 'zod'
import { authorizationSchema } from '../authorization'
import { serverNameSchema } from '../server-name'
import { operation } from './operation'

const nameParams = z.object({ name: serverNameSchema })

export const getAuthorization = operation({
  id: 'getAuthorization',
  method: 'GET',
  path: '/api/servers/{name}/authorization',
  summary: 'How Portolan is let in to a remote server; holds no token',
  params: nameParams,
  response: authorizationSchema,
})

export const beginSignIn = operation({
  id: 'beginSignIn',
  method: 'POST',
  path: '/api/servers/{name}/authorization',
  summary:
    'Begin a sign-in; a person opens the address that is answered. Client credentials are used at once',
  params: nameParams,
  body: z.object({
    /** Scopes to ask for; without them, what the server wants. */
    scopes: z.array(z.string().min(1).max(200)).max(100).optional(),
  }),
  /** `url` is null when nobody has to do anything: the token is there. */
  response: z.object({ url: z.string().nullable(), authorization: authorizationSchema }),
})

export const signOutOfServer = operation({
  id: 'signOutOfServer',
  method: 'DELETE',
  path: '/api/servers/{name}/authorization',
  summary: 'Revoke and forget the tokens of a server',
  params: nameParams,
  response: authorizationSchema,
})

export const finishSignIn = operation({
  id: 'finishSignIn',
  method: 'GET',
  path: '/api/oauth/callback',
  summary: 'Where the authorization server sends the browser back to; leads on to the page of the server',
  query: z.object({
    code: z.string().max(10_000).optional(),
    state: z.string().max(1_000).optional(),
    iss: z.string().max(2_000).optional(),
    error: z.string().max(1_000).optional(),
    error_description: z.string().max(2_000).optional(),
  }),
  response: z.undefined(),
  mediaType: 'text/html',
  // The state, which only we and the browser that began know, is what lets it in.
  open: 'landing',
})
