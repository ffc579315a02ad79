import { z } from 'zod'

/** `none`: nothing but the declared headers. `signed-in`: a token is kept. `expired`: it can't be refreshed any more. */
export const authorizationStateSchema = z.enum(['none', 'signed-in', 'expired'])
export type AuthorizationState = z.infer<typeof authorizationStateSchema>

/** How Portolan is let in to a remote server, as pages show it: no secret, no token. */
export const authorizationSchema = z.object({
  state: authorizationStateSchema,
  /** `authorization-code` by a person in the browser, `client-credentials` by itself. */
  grant: z.enum(['authorization-code', 'client-credentials']).nullable(),
  /** Where the client's id came from. */
  registration: z.enum(['pre-registered', 'metadata-document', 'dynamic']).nullable(),
  issuer: z.string().nullable(),
  scopes: z.array(z.string()),
  /** More scopes that the server asked for at its last refusal. */
  wanted: z.array(z.string()),
  expiresAt: z.iso.datetime().nullable(),
  canRefresh: z.boolean(),
  /** Why the last refresh or sign-in failed. */
  error: z.string().nullable(),
})
export type Authorization = z.infer<typeof authorizationSchema>
