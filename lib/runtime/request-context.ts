import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'

export interface RequestContext {
  requestId: string
}

const KEY = Symbol.for('portolan.request-context')

/** On `globalThis`, because the logger's copy of this module is not the route's. */
const holder = globalThis as typeof globalThis & {
  [KEY]: AsyncLocalStorage<RequestContext> | undefined
}

export const requestContext = (holder[KEY] ??= new AsyncLocalStorage<RequestContext>())
