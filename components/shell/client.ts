import { createClient } from '@/lib/client/api'

/** The page's own client: same origin, session cookie. */
export const client = createClient()
