import 'server-only'
import { z } from 'zod'

const optionalText = z.string().nullish().catch(undefined)

const portSchema = z.object({
  name: optionalText,
  protocol: optionalText,
  appProtocol: optionalText,
  port: z.number().int().min(1).max(65_535),
  targetPort: z.union([z.number(), z.string()]).nullish().catch(undefined),
})

/** Only TCP counts: nobody speaks MCP over UDP. What is no port is left out. */
const portsSchema = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((ports) =>
    (ports ?? []).flatMap((port): ServicePort[] => {
      const parsed = portSchema.safeParse(port)
      if (!parsed.success || (parsed.data.protocol ?? 'TCP') !== 'TCP') return []
      const { name, appProtocol, targetPort, port: number } = parsed.data
      return [
        {
          number,
          name: name ?? '',
          appProtocol: (appProtocol ?? '').toLowerCase(),
          ...(targetPort !== undefined && targetPort !== null && { targetPort }),
        },
      ]
    }),
  )

export interface ServicePort {
  number: number
  /** Empty where a single port has none. */
  name: string
  /** In lower case; empty when not told. */
  appProtocol: string
  targetPort?: number | string
}

export const serviceSpecSchema = z
  .object({
    spec: z
      .object({
        type: optionalText,
        clusterIP: optionalText,
        externalName: optionalText,
        ports: portsSchema,
      })
      .nullish()
      .catch(undefined),
  })
  .transform(({ spec }): ServiceSpec => {
    const { type, clusterIP, externalName, ports } = spec ?? {}
    if (type === 'ExternalName') return { kind: 'external', host: externalName ?? '', ports: ports ?? [] }
    return { kind: clusterIP === 'None' ? 'headless' : 'cluster', ports: ports ?? [] }
  })

/** `headless`: its name leads to the pods themselves, past its port numbers. `external`: its name is another host's. */
export type ServiceSpec =
  | { kind: 'cluster' | 'headless'; ports: ServicePort[] }
  | { kind: 'external'; host: string; ports: ServicePort[] }
