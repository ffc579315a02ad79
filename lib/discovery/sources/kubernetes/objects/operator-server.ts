import 'server-only'
import { serverSpecSchema, type ServerSpecInput } from '@/lib/domain/server'
import { Annotations, httpUrl, type RemoteTransport } from './annotations'
import type { Readiness } from './conditions'
import type { Findings } from './findings'
import type { ObjectMeta } from './object-meta'
import { readOwnAnnotations } from './own-annotations'
import type { ObjectReading } from './reading'
import { serverNameOf } from './names'

/** What an operator's object says of its server. */
export interface OperatorServer {
  url: string
  transport: RemoteTransport
  headers?: Record<string, string>
  title?: string | undefined
  description?: string | undefined
  version?: string | undefined
  readiness?: Readiness | undefined
  policy?: ServerSpecInput['policy'] | undefined
  /** Beside namespace, object and readiness. */
  facts?: Record<string, string | boolean | string[] | undefined>
}

/** What reads an operator's kind: undefined, with a finding, where there is nothing to connect to. */
export type ReadOperatorObject = (
  object: unknown,
  parts: { annotations: Annotations; findings: Findings; meta: ObjectMeta },
) => OperatorServer | undefined

/** The candidate of an operator's object; our own annotations on it count as on a Service. */
export function readOperatorObject(
  read: ReadOperatorObject,
  object: unknown,
  { meta, findings, scope }: { meta: ObjectMeta; findings: Findings; scope: string | undefined },
): ObjectReading {
  const { identity } = meta
  const annotations = new Annotations(meta.annotations, findings)
  const server = read(object, { annotations, findings, meta })
  const { metadata, ...described } = readOwnAnnotations(annotations, findings)
  const broken = findings.hasErrors
  const reading = {
    problems: findings.problems,
    ...(broken && { unreadable: [findings.place] }),
    identity,
  }
  if (!server || broken) return { candidates: [], ...reading }
  const { url, transport, headers = {}, title, description, version, readiness, policy, facts } = server
  const spec = serverSpecSchema.parse({
    name: serverNameOf(identity),
    ...(title !== undefined && title !== '' && { title: title.slice(0, 200) }),
    ...(description !== undefined && description !== '' && { description: description.slice(0, 10_000) }),
    ...(version !== undefined && version !== '' && { version: version.slice(0, 200) }),
    ...described,
    ...(policy && { policy }),
    endpoint: { kind: 'remote', transport, url, headers },
    metadata: {
      ...metadata,
      kubernetes: {
        ...(identity.cluster !== undefined && { cluster: identity.cluster }),
        namespace: identity.namespace,
        object: identity.label,
        ...(readiness !== undefined && { readiness }),
        ...Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => value !== undefined)),
      },
    },
  })
  const origin = { place: findings.place, ...(scope !== undefined && { scope }) }
  return { candidates: [{ spec, origin, warnings: findings.warnings }], ...reading }
}

/** The address in a field; a wrong one is an error that names the field. */
export function addressIn(field: string, value: string, findings: Findings): string | undefined {
  const url = httpUrl(value.trim())
  if (url === undefined) {
    findings.error(
      `${field} is ${JSON.stringify(value.slice(0, 80))}, which is no complete http:// or https:// address`,
    )
  }
  return url
}
