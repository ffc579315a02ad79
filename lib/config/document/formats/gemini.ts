import 'server-only'
import type { ServerSpec } from '@/lib/domain/server'
import { entriesUnder, hasAnyKey, type JsonObject, samplesUnder, type WritableFormat } from '../format'
import { headerFields, knownExtras, lostFields, stdioFields } from './write-fields'

const EXTRAS = ['includeTools', 'excludeTools', 'trust', 'authProviderType', 'oauth']
/** What Gemini CLI waits for a call when nothing is said, in ms. */
const USUAL_TIMEOUT_MS = 600_000

/** Gemini CLI (`settings.json`): `httpUrl` is Streamable HTTP, `url` is SSE; `timeout` is a call's, in ms. */
export const gemini: WritableFormat = {
  id: 'gemini',
  title: 'Gemini CLI',
  root: 'mcpServers',
  fileName: 'settings.json',
  syntax: 'json',
  placeholder: (name) => `\${${name}}`,
  detect: (document) =>
    hasAnyKey(samplesUnder(document, 'mcpServers'), ['httpUrl', 'includeTools', 'excludeTools', 'trust']),
  read: (document) =>
    entriesUnder(document, 'mcpServers', (entry) => ({ document: translate(entry), warnings: [] })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, EXTRAS)
    const timeoutMs = spec.policy.callTimeoutMs
    return {
      entry: {
        ...endpointFields(spec),
        ...(timeoutMs !== USUAL_TIMEOUT_MS && { timeout: timeoutMs }),
        ...describe(spec),
        ...extras,
      },
      lost: [...lostFields(withoutTimeout(spec), ['description']), ...lost],
    }
  },
}

function translate({ timeout, ...entry }: JsonObject): JsonObject {
  const isSse =
    entry.url !== undefined &&
    entry.httpUrl === undefined &&
    entry.type === undefined &&
    entry.transport === undefined
  return {
    ...entry,
    ...(isSse && { transport: 'sse' }),
    policy: { callTimeoutMs: timeout ?? USUAL_TIMEOUT_MS },
  }
}

function endpointFields(spec: ServerSpec): JsonObject {
  if (spec.endpoint.kind === 'stdio') return stdioFields(spec)
  const { transport, url } = spec.endpoint
  return { [transport === 'sse' ? 'url' : 'httpUrl']: url, ...headerFields(spec) }
}

function describe({ description }: ServerSpec): JsonObject {
  return description === undefined ? {} : { description }
}

function withoutTimeout(spec: ServerSpec): ServerSpec {
  return { ...spec, policy: { ...spec.policy, callTimeoutMs: 60_000 } }
}
