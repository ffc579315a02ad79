import 'server-only'
import { createSocket } from 'node:dgram'
import { connect, isIP } from 'node:net'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import { makeQuery, type Query, type Question, readReply, type Reading, type Reply } from './message'
import { type ServerAddress, serverAddressText } from './server-address'

export interface AskOptions {
  /** For each way of asking, in ms. */
  timeoutMs: number
  signal: AbortSignal
}

/**
 * One question to one DNS server: over UDP, and over TCP where the answer was truncated. Throws AppError `timed-out`,
 * `unreachable` or `protocol-error`, or the signal's reason.
 */
export async function ask(server: ServerAddress, question: Question, options: AskOptions): Promise<Reply> {
  const reply = await askOnce(server, makeQuery(question, { edns: true }), options)
  if (reply.code !== 'FORMERR' && reply.code !== 'NOTIMP' && reply.code !== BAD_VERSION) return reply
  return askOnce(server, makeQuery(question, { edns: false }), options)
}

const BAD_VERSION = 'RCODE 16'

async function askOnce(server: ServerAddress, query: Query, options: AskOptions): Promise<Reply> {
  const reading = await within(server, options, (signal) => askByUdp(server, query, signal))
  if (reading.kind !== 'truncated') return replyOf(reading, server)
  return replyOf(await within(server, options, (signal) => askByTcp(server, query, signal)), server)
}

function replyOf(reading: Reading, server: ServerAddress): Reply {
  if (reading.kind === 'reply') return reading.reply
  throw new AppError(
    'protocol-error',
    `${serverAddressText(server)} answered something that is no DNS answer`,
  )
}

async function within(
  server: ServerAddress,
  { timeoutMs, signal: parent }: AskOptions,
  task: (signal: AbortSignal) => Promise<Reading>,
): Promise<Reading> {
  using signal = deadline(parent, timeoutMs, serverAddressText(server))
  try {
    return await task(signal)
  } catch (error) {
    if (isAppError(error) || signal.aborted) throw error
    throw new AppError('unreachable', `${serverAddressText(server)} can't be asked: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

/**
 * From a port that the system chooses at random, connected: so packets of other senders never arrive, and a closed port
 * is told at once. What does not answer this very question is passed over, as a forger may send it first.
 */
function askByUdp({ host, port }: ServerAddress, query: Query, signal: AbortSignal): Promise<Reading> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4')
  return new Promise<Reading>((resolve, reject) => {
    rejectOnAbort(signal, reject)
    socket.on('error', reject)
    socket.on('message', (bytes) => {
      const reading = readReply(bytes, query)
      if (reading.kind !== 'foreign') resolve(reading)
    })
    socket.connect(port, host, (error?: Error) => {
      if (error) reject(error)
      else if (!signal.aborted) socket.send(query.bytes)
    })
  }).finally(() => socket.close())
}

function askByTcp({ host, port }: ServerAddress, query: Query, signal: AbortSignal): Promise<Reading> {
  const socket = connect({ host, port })
  return new Promise<Reading>((resolve, reject) => {
    rejectOnAbort(signal, reject)
    let received = Buffer.alloc(0)
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('it closed the connection before it had answered')))
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2) return
      const end = 2 + received.readUInt16BE(0)
      if (received.length >= end) resolve(readReply(received.subarray(2, end), query))
    })
    // Messages over TCP begin with their length (RFC 1035, section 4.2.2); one write, or it may travel in two packets.
    const length = Buffer.alloc(2)
    length.writeUInt16BE(query.bytes.length)
    socket.write(Buffer.concat([length, query.bytes]))
  }).finally(() => socket.destroy())
}

function rejectOnAbort(signal: AbortSignal, reject: (reason: unknown) => void): void {
  if (signal.aborted) reject(signal.reason)
  else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
}
