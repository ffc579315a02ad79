import 'server-only'
import { randomInt } from 'node:crypto'
import { decode, type DecodedPacket, encode, type OptAnswer, RECURSION_DESIRED } from 'dns-packet'

export interface Question {
  /** In lower case, without the last dot. */
  name: string
  type: 'SRV' | 'TXT'
}

/** A question as it is sent, and by what its answer is known. */
export interface Query {
  id: number
  question: Question
  bytes: Buffer
}

export type Reading =
  /** Not an answer to this question: stray, or forged. */
  | { kind: 'foreign' }
  /** It did not fit into a datagram; ask again over TCP (RFC 7766, section 5). */
  | { kind: 'truncated' }
  | { kind: 'malformed' }
  | { kind: 'reply'; reply: Reply }

export type Reply = Pick<DecodedPacket, 'answers' | 'authorities'> & { code: string }

/** Fits into a datagram on any path (DNS Flag Day 2020). */
const UDP_PAYLOAD_BYTES = 1_232
const HEADER_BYTES = 12
const IN_ANSWER_TO = 0x8000
const TRUNCATED = 0x0200

/** With an id that can't be guessed (RFC 5452). Some old servers refuse EDNS, hence without. */
export function makeQuery(question: Question, { edns }: { edns: boolean }): Query {
  const id = randomInt(0x10000)
  const bytes = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ ...question, class: 'IN' }],
    additionals: edns ? [ednsOption] : [],
  })
  return { id, question, bytes }
}

const ednsOption: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: UDP_PAYLOAD_BYTES,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
}

/** What has arrived, checked against what was asked (RFC 5452, section 9.1). Never throws. */
export function readReply(bytes: Buffer, query: Query): Reading {
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(0) !== query.id) return { kind: 'foreign' }
  const flags = bytes.readUInt16BE(2)
  if ((flags & IN_ANSWER_TO) === 0 || !repeatsQuestion(bytes, query.question)) return { kind: 'foreign' }
  // Before the records are read: some servers cut a truncated answer in the middle of one.
  if ((flags & TRUNCATED) !== 0) return { kind: 'truncated' }
  const packet = tryDecode(bytes)
  if (!packet) return { kind: 'malformed' }
  const { answers, authorities } = packet
  return {
    kind: 'reply',
    reply: { code: codeOf(flags, packet), ...(answers && { answers }), ...(authorities && { authorities }) },
  }
}

/** A server that can't read a query may leave the question out (RFC 1035, section 7.3), but then it answers nothing. */
function repeatsQuestion(bytes: Buffer, { name, type }: Question): boolean {
  const counts = { questions: bytes.readUInt16BE(4), answers: bytes.readUInt16BE(6) }
  if (counts.questions === 0) return counts.answers === 0 && (bytes.readUInt16BE(2) & 0xf) !== 0
  const head = Buffer.from(bytes)
  head.fill(0, 6, HEADER_BYTES)
  const [asked, ...more] = tryDecode(head)?.questions ?? []
  return (
    more.length === 0 &&
    asked?.type === type &&
    (asked.class ?? 'IN') === 'IN' &&
    asked.name.toLowerCase() === name
  )
}

function tryDecode(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}

const CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']

/** The upper bits stand in the EDNS record (RFC 6891, section 6.1.3): without them a refusal of EDNS reads as NOERROR. */
function codeOf(flags: number, { additionals = [] }: DecodedPacket): string {
  const option = additionals.find((record) => record.type === 'OPT')
  const code = (flags & 0xf) | ((option?.extendedRcode ?? 0) << 4)
  return CODES[code] ?? `RCODE ${code}`
}
