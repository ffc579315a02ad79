import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the network, or the machine at its other end, does to whoever comes. */
export type Weather =
  | { kind: 'clear' }
  /** Connections are refused, as by a machine whose server is gone. */
  | { kind: 'refuse' }
  /** Open connections and new ones are reset. */
  | { kind: 'reset' }
  /** Packets vanish in both directions and nobody is told: what is open hangs, what is new never answers. */
  | { kind: 'partition' }
  /** So many of a hundred chunks are late by a retransmission, as TCP lets its user see lost packets. */
  | { kind: 'loss'; percent: number; lateMs: number }
  /** Every chunk is late. */
  | { kind: 'slow'; lateMs: number }
  /** Each request is answered by something in between, with this status. */
  | { kind: 'status'; status: number }

/** A TCP proxy on loopback in front of one port, whose weather can be changed while connections are open. */
export class FaultyProxy {
  #weather: Weather = { kind: 'clear' }
  readonly #pairs = new Set<{ near: Socket; far: Socket | undefined }>()
  #server: Server | undefined
  #port = 0

  constructor(
    private target: number,
    private readonly random: () => number = Math.random,
  ) {}

  get port(): number {
    return this.#port
  }

  async start(): Promise<this> {
    await this.#listen(0)
    return this
  }

  async set(weather: Weather): Promise<void> {
    const before = this.#weather
    this.#weather = weather
    if (weather.kind === 'refuse' || weather.kind === 'reset') {
      for (const { near, far } of this.#pairs) {
        near.resetAndDestroy()
        far?.destroy()
      }
    }
    // What went through a hole in the net does not come back: after a partition old connections stay dead.
    if (before.kind === 'partition' && weather.kind !== 'partition') {
      for (const { near, far } of this.#pairs) {
        near.destroy()
        far?.destroy()
      }
    }
    if (weather.kind === 'refuse') await this.#close()
    else if (!this.#server) await this.#listen(this.#port)
  }

  /** Leads to another port from now on, as a balancer does when one instance takes another's place. */
  redirect(target: number): void {
    this.target = target
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy()
      far?.destroy()
    }
  }

  async stop(): Promise<void> {
    for (const { near, far } of this.#pairs) {
      near.destroy()
      far?.destroy()
    }
    await this.#close()
  }

  async #listen(port: number): Promise<void> {
    const server = createServer((near) => this.#accept(near))
    this.#server = server
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address) this.#port = address.port
  }

  async #close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    const closed = once(server, 'close')
    server.close()
    await closed
  }

  #accept(near: Socket): void {
    const pair: { near: Socket; far: Socket | undefined } = { near, far: undefined }
    this.#pairs.add(pair)
    near.on('error', () => undefined)
    near.on('close', () => {
      pair.far?.destroy()
      this.#pairs.delete(pair)
    })
    if (this.#weather.kind === 'reset') {
      near.resetAndDestroy()
      return
    }
    if (this.#weather.kind === 'status') {
      this.#answer(near, this.#weather.status)
      return
    }
    const far = connect(this.target, '127.0.0.1')
    pair.far = far
    far.on('error', () => near.destroy())
    // What is still to be written, an answer of our own, goes out first.
    far.on('close', () => near.end())
    this.#carry(near, far, () => this.#interrupt(near, far))
    this.#carry(far, near)
  }

  /** In order, however late: TCP never swaps what it carries. */
  #carry(from: Socket, to: Socket, interrupt?: () => boolean): void {
    let queue = Promise.resolve()
    let arrivesAt = 0
    const pass = (send: () => void) => {
      if (interrupt?.() || this.#weather.kind === 'partition' || to.destroyed) return
      send()
    }
    from.on('data', (chunk: Buffer) => {
      // Late, and still as much at a time: what is behind does not wait anew.
      arrivesAt = Math.max(arrivesAt, performance.now() + this.#delayOf())
      const due = arrivesAt
      queue = queue.then(async () => {
        const lateMs = due - performance.now()
        if (lateMs > 0) await sleep(lateMs)
        pass(() => to.write(chunk))
      })
    })
    from.on('end', () => {
      queue = queue.then(() => pass(() => to.end()))
    })
  }

  /** A keep-alive connection of better days meets the proxy's own answer. */
  #interrupt(near: Socket, far: Socket): boolean {
    if (this.#weather.kind !== 'status') return false
    far.destroy()
    this.#write(near, this.#weather.status)
    return true
  }

  #answer(near: Socket, status: number): void {
    near.once('data', () => this.#write(near, status))
  }

  #write(near: Socket, status: number): void {
    const challenge = status === 401 ? 'WWW-Authenticate: Bearer\r\n' : ''
    const body = `status ${status}`
    near.end(
      `HTTP/1.1 ${status} Fault\r\n${challenge}Content-Type: text/plain\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  }

  #delayOf(): number {
    const weather = this.#weather
    if (weather.kind === 'slow') return weather.lateMs
    if (weather.kind === 'loss') return this.random() * 100 < weather.percent ? weather.lateMs : 0
    return 0
  }
}
