import type { ServerResponse } from 'node:http'
import type { KubeObject } from './kube-object'
import type { Change, Objects } from './objects'
import type { Test } from './selectors'
import { statusBody, StatusError } from './status'

export interface WatchRequest {
  resource: string
  namespace: string | undefined
  matches: Test
  /** Undefined or 0: begin with all there is. */
  from: number | undefined
  timeoutMs: number
  bookmarkEveryMs: number | undefined
  /** As it looks in the version that was asked for. */
  present: (object: KubeObject) => KubeObject
}

/** The watches that are open. */
export class Watches {
  readonly #open = new Map<ServerResponse, string>()

  /** How many were sent, to all of them together. */
  bookmarks = 0

  constructor(private readonly objects: Objects) {}

  get size(): number {
    return this.#open.size
  }

  serve(request: WatchRequest, response: ServerResponse): void {
    const { resource, from, timeoutMs, bookmarkEveryMs, present } = request
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    const send = (type: string, object: unknown) => {
      if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`)
    }
    const bookmark = () => {
      const metadata = { resourceVersion: String(this.objects.revision), creationTimestamp: null }
      this.bookmarks++
      send('BOOKMARK', present({ metadata } as unknown as KubeObject)) // a bookmark has no name
    }
    const tell = (change: Change) => {
      const event = eventOf(change, request)
      if (event) send(event.type, present(event.object))
    }
    try {
      if (from) this.objects.since(from).forEach(tell)
      else this.#all(request).forEach((object) => send('ADDED', present(object)))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      send('ERROR', statusBody(error))
      response.end()
      return
    }
    this.#open.set(response, resource)
    const unsubscribe = this.objects.subscribe(tell)
    const bookmarks = bookmarkEveryMs === undefined ? undefined : setInterval(bookmark, bookmarkEveryMs)
    const end = setTimeout(() => response.end(), timeoutMs)
    response.on('close', () => {
      this.#open.delete(response)
      unsubscribe()
      clearInterval(bookmarks)
      clearTimeout(end)
    })
  }

  /** As a proxy or a crash would: no goodbye. */
  cut(resource?: string): void {
    for (const response of this.#of(resource)) response.destroy()
  }

  /** As the API server does when a watch has lasted long enough. */
  end(resource?: string): void {
    for (const response of this.#of(resource)) response.end()
  }

  /** Any text, as it is. */
  write(text: string, resource?: string): void {
    for (const response of this.#of(resource)) response.write(text)
  }

  #of(resource: string | undefined): ServerResponse[] {
    return [...this.#open]
      .filter(([, one]) => resource === undefined || one === resource)
      .map(([response]) => response)
  }

  #all({ resource, namespace, matches }: WatchRequest): KubeObject[] {
    return this.objects.list(resource, namespace).filter(matches)
  }
}

/** What a change is for one who sees only what matches: an object that no longer does is gone. */
function eventOf(
  { type, resource, object, previous }: Change,
  { resource: wanted, namespace, matches }: WatchRequest,
): { type: string; object: KubeObject } | undefined {
  if (resource !== wanted || (namespace !== undefined && object.metadata.namespace !== namespace))
    return undefined
  const was = previous !== undefined && matches(previous)
  const is = type !== 'DELETED' && matches(object)
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object }
  return was ? { type: 'DELETED', object } : undefined
}
