import 'server-only'
import { createHash } from 'node:crypto'

export interface ToolAddress {
  server: string
  tool: string
}

/** Several providers refuse longer names, some with a bare 400 for the whole request. */
export const MAX_TOOL_NAME = 64
const SEPARATOR = '__'
const HASH_LENGTH = 10
/** What room a shortened name leaves for each of its halves. */
const MAX_SERVER_PART = 24
const MAX_TOOL_PART = MAX_TOOL_NAME - MAX_SERVER_PART - SEPARATOR.length - HASH_LENGTH - 1
const ENDS_LIKE_A_HASH = new RegExp(`_[0-9a-f]{${HASH_LENGTH}}$`)

/**
 * The name under which a model knows a tool: `server__tool`, at most 64 characters of [A-Za-z0-9_-].
 * It depends on nothing but the address, so that it stays the same from turn to turn. Where the plain form would lose
 * something (a foreign character, length) or could be read in two ways, a hash of the address ends it; no plain form
 * ends like one, so the two kinds never meet.
 */
export function toolName({ server, tool }: ToolAddress): string {
  const plain = server + SEPARATOR + tool
  return isUnambiguous(server, tool, plain) ? plain : shortened(server, tool)
}

/** Each address under its name; the same address twice is once. */
export function nameTools<T extends ToolAddress>(addresses: Iterable<T>): Map<string, T> {
  return new Map([...addresses].map((address) => [toolName(address), address]))
}

function isUnambiguous(server: string, tool: string, plain: string): boolean {
  return (
    plain.length <= MAX_TOOL_NAME &&
    /^[A-Za-z0-9_-]+$/.test(plain) &&
    tool !== '' &&
    // The first separator must be ours: `a__b` + `c` and `a` + `b__c` would be one name.
    !`${server}_`.includes(SEPARATOR) &&
    !ENDS_LIKE_A_HASH.test(plain)
  )
}

function shortened(server: string, tool: string): string {
  const hash = createHash('sha256').update(`${server}\0${tool}`).digest('hex').slice(0, HASH_LENGTH)
  return `${readable(server, MAX_SERVER_PART)}${SEPARATOR}${readable(tool, MAX_TOOL_PART)}_${hash}`
}

function readable(text: string, limit: number): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, limit)
}
