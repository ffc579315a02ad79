import 'server-only'
import { isIP } from 'node:net'

export interface ServerAddress {
  host: string
  port: number
}

/** `10.0.0.10`, `10.0.0.10:5353`, `fd00::53`, `[fd00::53]:5353`; undefined when it is none of these. Port 53 if none is said. */
export function parseServerAddress(text: string): ServerAddress | undefined {
  const trimmed = text.trim()
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(trimmed)
  if (bracketed) return addressOf(bracketed[1], bracketed[2], 6)
  if (isIP(trimmed) !== 0) return { host: trimmed, port: 53 }
  const withPort = /^([^:]+):(\d{1,5})$/.exec(trimmed)
  return withPort ? addressOf(withPort[1], withPort[2], 4) : undefined
}

function addressOf(host = '', port = '53', family: 4 | 6): ServerAddress | undefined {
  const number = Number(port)
  if (isIP(host) !== family || number < 1 || number > 65_535) return undefined
  return { host, port: number }
}

/** As people write it: the port only where it is not 53. */
export function serverAddressText({ host, port }: ServerAddress): string {
  if (port === 53) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
