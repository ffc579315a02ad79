import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { type Answer, decode, type DecodedPacket, encode } from 'dns-packet'
import { freeDnsPort } from '../fixtures/dns-port'

export interface Asked {
  packet: DecodedPacket
  name: string
  type: string
  via: 'udp' | 'tcp'
  /** The port that it was sent from. */
  from: number
  /** Whether the query has an EDNS record. */
  edns: boolean
}

/** What is sent back, each as a packet of its own; none is silence. */
export type Behaviour = (asked: Asked) => Buffer | Buffer[] | undefined

const CODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 }

/** A right answer to a question; a test bends what it is about. */
export function answerTo(
  { packet }: Asked,
  {
    answers = [],
    authorities = [],
    code = 'NOERROR',
    id = packet.id ?? 0,
    questions = packet.questions ?? [],
    flags = 0,
  }: {
    answers?: Answer[]
    authorities?: Answer[]
    code?: keyof typeof CODES
    id?: number
    questions?: DecodedPacket['questions'] & object
    flags?: number
  } = {},
): Buffer {
  return encode({ type: 'response', id, flags: flags | CODES[code], questions, answers, authorities })
}

/** A small DNS server on loopback that answers as a test says, over UDP and TCP at one port. */
export class DnsServer {
  readonly asked: Asked[] = []
  readonly #udp: Socket = createSocket('udp4')
  readonly #tcp: Server = createServer()
  port = 0

  private constructor(public behaviour: Behaviour) {
    this.#udp.on('message', (bytes, from) => this.#onDatagram(bytes, from))
    this.#tcp.on('connection', (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        const replies = this.#repliesTo(bytes.subarray(2), 'tcp', socket.remotePort ?? 0)
        for (const reply of replies) {
          const length = Buffer.alloc(2)
          length.writeUInt16BE(reply.length)
          // In two writes, as networks cut where they like.
          socket.write(Buffer.concat([length, reply.subarray(0, 5)]))
          setImmediate(() => socket.write(reply.subarray(5)))
        }
        if (replies.length === 0) socket.end()
      })
    })
  }

  /** Of which `tcp` is off, nothing listens there. */
  static async start(behaviour: Behaviour, { tcp = true } = {}): Promise<DnsServer> {
    const server = new DnsServer(behaviour)
    server.port = await freeDnsPort()
    server.#udp.bind(server.port, '127.0.0.1')
    await once(server.#udp, 'listening')
    if (tcp) {
      server.#tcp.listen(server.port, '127.0.0.1')
      await once(server.#tcp, 'listening')
    }
    return server
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#udp.close(() => resolve(undefined)))
    if (this.#tcp.listening) await new Promise((resolve) => this.#tcp.close(resolve))
    await closed
  }

  #onDatagram(bytes: Buffer, from: RemoteInfo): void {
    for (const reply of this.#repliesTo(bytes, 'udp', from.port))
      this.#udp.send(reply, from.port, from.address)
  }

  #repliesTo(bytes: Buffer, via: Asked['via'], from: number): Buffer[] {
    const packet = decode(bytes)
    const [question] = packet.questions ?? []
    const edns = (packet.additionals ?? []).some(({ type }) => type === 'OPT')
    const asked = { packet, name: question?.name ?? '', type: question?.type ?? '', via, from, edns }
    this.asked.push(asked)
    return [this.behaviour(asked) ?? []].flat()
  }
}
