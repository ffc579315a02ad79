import { createClient } from '@/lib/client/api'

/** The API at the page's own origin. */
export const api = createClient()
