import { readAuth } from './document-auth'
import { type DocumentEntry, type DocumentField, nearest, shorten } from './document-fields'
import { type DocumentValues, kindOf } from './document-values'
import { type Endpoint, isHttpUrl, REMOTE_TRANSPORTS, type RemoteEndpoint, TRANSPORTS } from './endpoint'

/** The endpoint of a document, stdio or remote; undefined after an error. */
export function readEndpoint(values: DocumentValues): Endpoint | undefined {
  const transport = readTransport(values)
  const command = values.text('command', { max: 4_096 })?.trim()
  const url = values.text('url', { max: 8_192 })?.trim()
  if (transport === 'unknown') return undefined
  if (command && url) {
    values.errors.push(
      'Both url and command are given: a server has either a url (remote) or a command (stdio)',
    )
    return undefined
  }
  if (command) return readStdio(values, command, transport)
  if (url) return readRemote(values, url, transport)
  // A command or url of a wrong kind has its own error already.
  if (!values.entry('command')?.value && !values.entry('url')?.value) {
    values.errors.push('Neither url nor command is given: a server has a url (remote) or a command (stdio)')
  } else if (values.errors.length === 0) {
    values.errors.push('The url or command is empty')
  }
  return undefined
}

type DeclaredTransport = 'stdio' | RemoteEndpoint['transport'] | undefined

const TRANSPORT_NAMES: Record<string, NonNullable<DeclaredTransport> | 'remote'> = {
  stdio: 'stdio',
  http: 'streamable-http',
  https: 'streamable-http',
  streamable: 'streamable-http',
  streamablehttp: 'streamable-http',
  sse: 'sse',
  remote: 'remote',
}

function readTransport(values: DocumentValues): DeclaredTransport | 'unknown' {
  const said: { at: string; transport: NonNullable<DeclaredTransport> }[] = []
  for (const field of ['transport', 'type', 'kind'] as const) {
    const entry = values.entry(field)
    if (!entry) continue
    const transport = transportNamed(entry.value)
    if (transport === undefined) {
      values.errors.push(unknownTransport(entry))
      return 'unknown'
    }
    if (transport !== 'remote') said.push({ at: entry.at, transport })
  }
  const [first, second] = said
  if (first && second && first.transport !== second.transport) {
    values.errors.push(
      `${first.at} says ${first.transport} and ${second.at} says ${second.transport}; keep one`,
    )
    return 'unknown'
  }
  return first?.transport
}

function transportNamed(value: unknown): NonNullable<DeclaredTransport> | 'remote' | undefined {
  const word = typeof value === 'string' ? lettersOf(value) : ''
  return Object.hasOwn(TRANSPORT_NAMES, word) ? TRANSPORT_NAMES[word] : undefined
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '')
}

function unknownTransport({ at, value }: DocumentEntry): string {
  const near = typeof value === 'string' ? nearest(value, [...TRANSPORTS, 'http']) : undefined
  const shown = typeof value === 'string' ? JSON.stringify(shorten(value, 40)) : `(${kindOf(value)})`
  return `Unknown ${at} ${shown}; it can be ${TRANSPORTS.join(', ')}${near ? `. Did you mean ${near}?` : ''}`
}

function readStdio(
  values: DocumentValues,
  command: string,
  transport: DeclaredTransport,
): Endpoint | undefined {
  if (transport !== undefined && transport !== 'stdio') {
    values.errors.push(`The transport ${transport} needs a url, but a command is given`)
    return undefined
  }
  refuseFields(values, ['headers', 'auth'], 'belongs to a remote server; this one has a command. Use env')
  const cwd = values.text('cwd', { max: 4_096 })
  return {
    kind: 'stdio',
    command,
    args: values.list('args') ?? [],
    env: values.texts('env', (name) => name !== '' && !name.includes('=') && !name.includes('\0')) ?? {},
    ...(cwd === undefined ? {} : { cwd }),
  }
}

/** RFC 9110, 5.6.2: a header's name is a token. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

function readRemote(values: DocumentValues, url: string, transport: DeclaredTransport): Endpoint | undefined {
  if (transport === 'stdio') {
    values.errors.push('The transport stdio needs a command, but a url is given')
    return undefined
  }
  refuseFields(values, ['args', 'env', 'cwd'], 'belongs to a server with a command; this one has a url')
  if (!isHttpUrl(url)) {
    values.refuse(
      { at: values.entry('url')?.at ?? 'url', value: url },
      'is not a complete http:// or https:// address',
    )
  }
  const headers = values.texts('headers', (name) => HEADER_NAME.test(name)) ?? {}
  for (const [name, value] of Object.entries(headers)) {
    if (/[\r\n]/.test(value)) values.errors.push(`headers.${name} must be one line`)
  }
  const auth = readAuth(values)
  return { kind: 'remote', transport: transport ?? REMOTE_TRANSPORTS[0], url, headers, ...(auth && { auth }) }
}

/** An empty list or object of the other kind says nothing, and forms send it. */
function refuseFields(values: DocumentValues, fields: DocumentField[], sentence: string): void {
  for (const field of fields) {
    const entry = values.entry(field)
    if (!entry || entry.value === '' || Object.keys(Object(entry.value) as object).length === 0) continue
    values.refuse(entry, sentence)
  }
}
