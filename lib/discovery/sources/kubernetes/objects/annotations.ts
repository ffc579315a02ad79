import 'server-only'
import { z } from 'zod'
import { isHttpUrl, REMOTE_TRANSPORTS } from '@/lib/domain/endpoint'
import type { Findings } from './findings'

export type RemoteTransport = (typeof REMOTE_TRANSPORTS)[number]

/** An object's annotations as values. What can't be read is reported, with what to write instead. */
export class Annotations {
  constructor(
    private readonly values: Readonly<Record<string, string>>,
    private readonly findings: Findings,
  ) {}

  /** Trimmed; undefined when absent or empty. */
  text(key: string): string | undefined {
    const value = this.values[key]?.trim()
    return value === '' ? undefined : value
  }

  flag(key: string): boolean | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    if (/^(true|yes|on|1)$/i.test(value)) return true
    if (/^(false|no|off|0)$/i.test(value)) return false
    this.findings.doubt(key, value, 'write "true" or "false"')
    return undefined
  }

  list(key: string, separator = ','): string[] | undefined {
    return this.text(key)
      ?.split(separator)
      .map((item) => item.trim())
      .filter(Boolean)
  }

  seconds(key: string, { min, max }: { min: number; max: number }): number | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    const seconds = /^\d+(?:\.\d+)?s?$/.test(value) ? Number.parseFloat(value) : Number.NaN
    if (seconds >= min && seconds <= max) return seconds
    this.findings.doubt(key, value, `write a number of seconds from ${min} to ${max}`)
    return undefined
  }

  url(key: string): string | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    const url = httpUrl(value)
    if (url === undefined) this.findings.doubt(key, value, 'write a complete http:// or https:// address')
    return url
  }

  jsonObject(key: string): Record<string, z.core.util.JSONType> | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    const parsed = jsonObjectSchema.safeParse(parseJson(value))
    if (parsed.success) return parsed.data
    this.findings.doubt(key, value, 'write a JSON object such as {"team": "search"}')
    return undefined
  }

  /** The transport that it names; a wrong one is an error, for the server could not be spoken to. */
  transport(key: string): RemoteTransport | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    const transport = transportOf(value)
    if (!transport) this.findings.refuse(key, value, `write ${REMOTE_TRANSPORTS.join(' or ')}`)
    return transport
  }

  scheme(key: string): 'http' | 'https' | undefined {
    const value = this.text(key)?.toLowerCase()
    if (value === undefined || value === 'http' || value === 'https') return value
    this.findings.refuse(key, value, 'write http or https')
    return undefined
  }

  /** A path from the root; one without its slash gets it. */
  path(key: string): string | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    const path = value.startsWith('/') ? value : `/${value}`
    if (value.length <= 2_000 && !/[\s#\\]|:\/\/|\$\{/.test(value) && !path.startsWith('//')) return path
    this.findings.refuse(key, value, 'write a path such as /mcp')
    return undefined
  }
}

/** As people and operators spell them: `SSE`, `streamable-http`, `STREAMABLE_HTTP`, `http`. */
export function transportOf(text: string): RemoteTransport | undefined {
  const bare = text.toLowerCase().replace(/[\s_-]/g, '')
  if (bare === 'sse') return 'sse'
  return ['streamablehttp', 'streamable', 'http'].includes(bare) ? 'streamable-http' : undefined
}

/** Without its fragment, which is never sent; undefined for what can't be fetched. */
export function httpUrl(text: string): string | undefined {
  if (text.includes('${') || /\s/.test(text) || !isHttpUrl(text)) return undefined
  return text.replace(/#.*$/s, '')
}

const jsonObjectSchema = z.record(z.string(), z.json())

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
