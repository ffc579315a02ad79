import 'server-only'
import { z } from 'zod'
import { conditionsSchema, readinessOf, whyNot } from '../conditions'
import { addressIn, type ReadOperatorObject } from '../operator-server'

const optionalText = z.string().nullish().catch(undefined)
const CONDITIONS = ['Accepted', 'Available', 'Verified']
const CAPABILITIES = ['tools', 'resources', 'prompts', 'logging', 'completions'] as const

const statusSchema = z.object({
  status: z
    .object({
      address: z.object({ url: optionalText }).nullish().catch(undefined),
      serverInfo: z
        .object({
          name: optionalText,
          version: optionalText,
          protocolVersion: optionalText,
          instructions: optionalText,
          capabilities: z.record(z.string(), z.unknown()).nullish().catch(undefined),
        })
        .nullish()
        .catch(undefined),
      conditions: conditionsSchema,
    })
    .nullish()
    .catch(undefined),
})

/**
 * `MCPServer` of mcp.x-k8s.io: the address is the operator's to tell, so that a gateway in front, TLS and the path are in it.
 * https://github.com/kubernetes-sigs/mcp-lifecycle-operator
 */
export const readLifecycleServer: ReadOperatorObject = (object, { findings }) => {
  const { address, serverInfo, conditions = [] } = statusSchema.safeParse(object).data?.status ?? {}
  if (!address?.url) {
    findings.warn(`it has no address yet (status.address.url)${whyNot(conditions, CONDITIONS)}`)
    return undefined
  }
  const url = addressIn('status.address.url', address.url, findings)
  if (url === undefined) return undefined
  const capabilities = CAPABILITIES.filter((name) => Boolean(serverInfo?.capabilities?.[name]))
  return {
    url,
    transport: 'streamable-http',
    title: serverInfo?.name ?? undefined,
    version: serverInfo?.version ?? undefined,
    description: serverInfo?.instructions ?? undefined,
    readiness: readinessOf(conditions, CONDITIONS, findings),
    facts: {
      protocolVersion: serverInfo?.protocolVersion ?? undefined,
      capabilities: capabilities.length > 0 ? capabilities : undefined,
    },
  }
}
