import 'server-only'
import type { Middleware } from '@modelcontextprotocol/client'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'

/**
 * How requests to a remote server are let in: wraps the fetch that carries them, adds the token, renews it, and throws
 * an AppError that says why the server can't be entered (see `refusal.ts`).
 */
export type Authorize = (name: string, endpoint: RemoteEndpoint) => Middleware
