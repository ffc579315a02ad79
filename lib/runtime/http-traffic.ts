import 'server-only'
import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'

interface Started {
  request: IncomingMessage
  response: ServerResponse
  server: Server
}

const CHANNEL = 'http.server.request.start'

/**
 * Next makes the HTTP server and keeps it to itself; Node tells of each request and its server on a channel.
 * So we can count what is running, and stop accepting at the end.
 */
export class HttpTraffic {
  readonly #servers = new Set<Server>()
  readonly #running = new Set<ServerResponse>()

  /** `onServer` hears, once for each server, at which address it listens. */
  constructor(private readonly onServer: (address: string) => void = () => undefined) {
    diagnostics.subscribe(CHANNEL, this.#onStart)
  }

  get running(): number {
    return this.#running.size
  }

  stop(): void {
    diagnostics.unsubscribe(CHANNEL, this.#onStart)
  }

  stopAccepting(): void {
    for (const server of this.#servers) if (server.listening) server.close()
  }

  /** Settles when no request runs, or after the limit. */
  async drained(limitMs: number): Promise<boolean> {
    const giveUpAt = Date.now() + limitMs
    while (this.#running.size > 0 && Date.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      for (const server of this.#servers) server.closeIdleConnections()
    }
    return this.#running.size === 0
  }

  readonly #onStart = (message: unknown): void => {
    const { response, server } = message as Started // what Node documents for this channel
    this.#know(server)
    this.#running.add(response)
    response.once('close', () => this.#running.delete(response))
  }

  #know(server: Server): void {
    if (this.#servers.has(server)) return
    this.#servers.add(server)
    const address = server.address()
    if (address && typeof address === 'object') this.onServer(address.address)
  }
}
