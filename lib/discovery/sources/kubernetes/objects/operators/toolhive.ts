import 'server-only'
import { z } from 'zod'
import { shorten } from '@/lib/domain/document-fields'
import { type RemoteTransport, transportOf } from '../annotations'
import type { Readiness } from '../conditions'
import type { Findings } from '../findings'
import { addressIn, type OperatorServer, type ReadOperatorObject } from '../operator-server'

const optionalText = z.string().nullish().catch(undefined)
const REGISTRY = 'toolhive.stacklok.dev/registry'

const objectSchema = z.object({
  spec: z
    .object({ transport: optionalText, proxyMode: optionalText, remoteUrl: optionalText })
    .nullish()
    .catch(undefined),
  status: z
    .object({ url: optionalText, phase: optionalText, message: optionalText })
    .nullish()
    .catch(undefined),
})

const PHASES: Readonly<Record<string, Readiness>> = { Ready: 'ready', Running: 'ready', Degraded: 'ready' }

/**
 * `MCPServer`, `MCPRemoteProxy` and `VirtualMCPServer` of toolhive.stacklok.dev, v1beta1 and v1alpha1 alike: all that counts is
 * told in the same fields. https://github.com/stacklok/toolhive
 */
export const readToolHiveServer: ReadOperatorObject = (object, { annotations, findings }) => {
  if (annotations.flag(`${REGISTRY}-export`) === false) return undefined
  const { spec, status } = objectSchema.safeParse(object).data ?? {}
  const phase = status?.phase ?? undefined
  if (phase === 'Terminating') return undefined
  const registryUrl = annotations.url(`${REGISTRY}-url`)
  const declared = status?.url ? addressIn('status.url', status.url, findings) : registryUrl
  if (declared === undefined) {
    if (!findings.hasErrors) findings.warn(whyNoAddress(phase, status?.message ?? undefined))
    return undefined
  }
  const transport = transportIn(spec, declared)
  return {
    url: withPath(declared, transport),
    transport,
    title: annotations.text(`${REGISTRY}-title`),
    description: annotations.text(`${REGISTRY}-description`),
    version: annotations.text(`${REGISTRY}-version`),
    readiness: readinessIn(phase, status?.message ?? undefined, findings),
    facts: {
      phase,
      registryUrl: registryUrl !== declared ? registryUrl : undefined,
      remoteUrl: spec?.remoteUrl ?? undefined,
    },
  }
}

/** A stdio server stands behind ToolHive's proxy, whose mode is what is spoken. */
function transportIn(
  spec: { transport?: string | null | undefined; proxyMode?: string | null | undefined } | null | undefined,
  url: string,
): RemoteTransport {
  const told = spec?.transport && spec.transport !== 'stdio' ? spec.transport : spec?.proxyMode
  return transportOf(told ?? '') ?? (/\/sse\/?$/.test(url) ? 'sse' : 'streamable-http')
}

/** Proxies and virtual servers tell their host only. */
function withPath(url: string, transport: RemoteTransport): string {
  const { pathname, search, origin } = new URL(url)
  if (pathname !== '/' || search !== '') return url
  return `${origin}${transport === 'sse' ? '/sse' : '/mcp'}`
}

function readinessIn(
  phase: string | undefined,
  message: string | undefined,
  findings: Findings,
): OperatorServer['readiness'] {
  if (phase === undefined) return undefined
  const readiness = PHASES[phase] ?? 'not-ready'
  if (readiness === 'not-ready' || phase === 'Degraded') findings.note(wordsOf(phase, message))
  return readiness
}

function whyNoAddress(phase: string | undefined, message: string | undefined): string {
  return `it has no address yet (status.url)${phase === undefined ? '' : `; ${wordsOf(phase, message)}`}`
}

function wordsOf(phase: string, message: string | undefined): string {
  return `its phase is ${phase}${message ? `: ${shorten(message, 300)}` : ''}`
}
