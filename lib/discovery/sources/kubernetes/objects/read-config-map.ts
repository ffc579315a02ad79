import 'server-only'
import { z } from 'zod'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { messageOf } from '@/lib/kit/app-error'
import { Findings } from './findings'
import { type ObjectMeta, placeOf } from './object-meta'
import type { ObjectContext, ObjectReading } from './reading'

export const CONFIG_LABEL = 'mcp-server-config'

const dataSchema = z.record(z.string(), z.unknown()).nullish().catch(undefined)
const configMapSchema = z.object({ data: dataSchema, binaryData: dataSchema })

/** Whoever may write a ConfigMap must not learn what is in the environment of Portolan. */
const NO_VARIABLES = {
  variables: () => undefined,
  hint: 'Documents in the cluster get no variables of Portolan: write the value, give a default (${NAME:-default}), or declare the server in a configuration file',
}

/** Every `*.yaml`, `*.yml` and `*.json` of a ConfigMap is a document of servers; each stands and falls by itself. */
export function readConfigMap(meta: ObjectMeta, object: unknown, context: ObjectContext): ObjectReading {
  const { identity } = meta
  const { data, binaryData } = configMapSchema.safeParse(object).data ?? {}
  const candidates: Candidate[] = []
  const problems: Problem[] = []
  const unreadable: string[] = []
  const keys = [...Object.keys(data ?? {}), ...Object.keys(binaryData ?? {})]
  for (const key of keys.filter(isDocument).sort()) {
    const place = `${placeOf(identity)}, key ${key}`
    const findings = new Findings(place, `${identity.label}, key ${key}`)
    const text = textOf(data?.[key], binaryData?.[key], findings)
    const snapshot = text === undefined ? undefined : readDocument(text, place, context, findings)
    candidates.push(
      ...(snapshot?.candidates ?? []).map((candidate) => placed(candidate, place, context.scope)),
    )
    problems.push(...(snapshot?.problems ?? []), ...findings.problems)
    unreadable.push(...(snapshot ? (snapshot.unreadable ?? []) : [place]))
  }
  const unread = whyUnread(keys)
  if (unread !== undefined) {
    const findings = new Findings(placeOf(identity), identity.label)
    findings.warn(unread)
    problems.push(...findings.problems)
  }
  return { candidates, problems, ...(unreadable.length > 0 && { unreadable }), identity }
}

function isDocument(key: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(key)
}

/** Notes for people may stand beside the documents; a document without its extension is a mistake. */
function whyUnread(keys: readonly string[]): string | undefined {
  const others = keys.filter((key) => !/^readme|\.(?:md|txt)$/i.test(key))
  if (others.length === 0 || keys.some(isDocument)) return undefined
  return `nothing in it is read, because no key ends in .yaml, .yml or .json; call it ${others[0] ?? 'servers'}.yaml`
}

/** `binaryData` holds what kubectl took for no text, in base64. */
function textOf(text: unknown, binary: unknown, findings: Findings): string | undefined {
  if (typeof text === 'string') return text
  if (typeof binary === 'string') {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(binary, 'base64'))
    } catch {
      findings.error('it is no UTF-8 text; save the file as UTF-8 and create the ConfigMap again')
      return undefined
    }
  }
  findings.error('its value is no text')
  return undefined
}

function readDocument(
  text: string,
  place: string,
  { readServers }: ObjectContext,
  findings: Findings,
): Snapshot | undefined {
  try {
    return readServers(text, place, NO_VARIABLES)
  } catch (error) {
    findings.error(`it can't be read: ${messageOf(error)}`)
    return undefined
  }
}

function placed(candidate: Candidate, place: string, scope: string | undefined): Candidate {
  return { ...candidate, origin: { place, ...candidate.origin, ...(scope !== undefined && { scope }) } }
}
