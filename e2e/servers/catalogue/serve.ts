import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface Asked {
  method: string
  /** Path with query. */
  url: string
  headers: IncomingMessage['headers']
  body: string
}

export type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>

export interface CatalogueServer {
  /** `http://127.0.0.1:<port>` */
  base: string
  port: number
  /** All that it was asked, in order. */
  asked: Asked[]
  /** How many requests it answered at once at most. */
  mostAtOnce: () => number
  close: () => Promise<void>
}

export interface ServeOptions {
  tls?: { key: string; cert: string }
  host?: string
  port?: number
}

/** A small real HTTP server: answers by path (without the query); what has no answer gets a 404. */
export async function serveCatalogue(
  answers: Record<string, Answer>,
  { tls, host = '127.0.0.1', port = 0 }: ServeOptions = {},
): Promise<CatalogueServer> {
  const asked: Asked[] = []
  let running = 0
  let most = 0
  const listener: RequestListener = (request, response) => {
    most = Math.max(most, ++running)
    response.once('close', () => running--)
    void handle(request, response).catch(() => response.destroy())
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const { method = 'GET', url = '/', headers } = request
    const one = { method, url, headers, body: Buffer.concat(pieces).toString() }
    asked.push(one)
    const answer = answers[url.split('?')[0] ?? '/']
    if (answer) await answer(one, response)
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
  }
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  // A server that listens on TCP has such an address.
  const found = (server.address() as AddressInfo).port
  return {
    base: `${tls ? 'https' : 'http'}://${host}:${found}`,
    port: found,
    asked,
    mostAtOnce: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers with JSON, or with a text as it is. */
export function answerWith(body: unknown, headers: Record<string, string> = {}, status = 200): Answer {
  const isText = typeof body === 'string' || Buffer.isBuffer(body)
  return (_, response) => {
    response
      .writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers })
      .end(isText ? body : JSON.stringify(body))
  }
}

export function redirectTo(location: string, status = 302): Answer {
  return (_, response) => void response.writeHead(status, { location }).end()
}
