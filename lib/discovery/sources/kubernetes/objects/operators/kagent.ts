import 'server-only'
import { z } from 'zod'
import type { ServerSpecInput } from '@/lib/domain/server'
import { transportOf } from '../annotations'
import { conditionsSchema, readinessOf } from '../conditions'
import type { Findings } from '../findings'
import { addressIn, type ReadOperatorObject } from '../operator-server'

const optionalText = z.string().nullish().catch(undefined)

const headerSchema = z.object({
  name: z.string().min(1),
  value: optionalText,
  valueFrom: z.object({ type: z.string(), name: z.string(), key: z.string() }).nullish().catch(undefined),
})

const objectSchema = z.object({
  spec: z
    .object({
      url: optionalText,
      protocol: optionalText,
      description: optionalText,
      timeout: optionalText,
      headersFrom: z.array(z.unknown()).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
  status: z.object({ conditions: conditionsSchema }).nullish().catch(undefined),
})

/** `RemoteMCPServer` of kagent.dev. https://github.com/kagent-dev/kagent */
export const readKagentServer: ReadOperatorObject = (object, { findings }) => {
  const { spec, status } = objectSchema.safeParse(object).data ?? {}
  if (!spec?.url) {
    findings.error('spec.url is missing; write the address of the server')
    return undefined
  }
  const url = addressIn('spec.url', spec.url, findings)
  const transport = spec.protocol ? transportOf(spec.protocol) : 'streamable-http'
  if (!transport) {
    findings.error(
      `spec.protocol is ${JSON.stringify(spec.protocol?.slice(0, 40))}; write STREAMABLE_HTTP or SSE`,
    )
  }
  if (url === undefined || !transport) return undefined
  return {
    url,
    transport,
    headers: readHeaders(spec.headersFrom ?? [], findings),
    description: spec.description ?? undefined,
    readiness: readinessOf(status?.conditions ?? [], ['Accepted'], findings),
    policy: policyOf(spec.timeout ?? undefined, findings),
  }
}

/** RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

function readHeaders(refs: readonly unknown[], findings: Findings): Record<string, string> {
  const headers: [string, string][] = []
  for (const ref of refs) {
    const { data } = headerSchema.safeParse(ref)
    if (!data) continue
    const { name, value, valueFrom } = data
    if (!HEADER_NAME.test(name) || /[\r\n\0]/.test(value ?? '')) {
      findings.warn(
        `the header ${JSON.stringify(name.slice(0, 60))} can't be sent; write a name of letters, digits and dashes and a value of one line`,
      )
    } else if (value) headers.push([name, value])
    else if (valueFrom) {
      findings.warn(
        `the header ${name} comes from the ${valueFrom.type} ${valueFrom.name}, which Portolan does not read; ` +
          'where it is needed, declare the server in a configuration file under the same name',
      )
    }
  }
  return Object.fromEntries(headers)
}

function policyOf(timeout: string | undefined, findings: Findings): ServerSpecInput['policy'] {
  if (timeout === undefined) return undefined
  const ms = durationMs(timeout)
  if (ms !== undefined && ms >= 100 && ms <= 3_600_000) return { callTimeoutMs: Math.round(ms) }
  findings.warn(
    `spec.timeout is ${JSON.stringify(timeout.slice(0, 40))}; write a duration from 100ms to 1h such as 30s`,
  )
  return undefined
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** As Go writes them: `1m30s`, `500ms`. */
export function durationMs(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return undefined
  let total = 0
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(number) * (UNITS_MS[unit ?? ''] ?? 0)
  }
  return total
}
