import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import { serverSpecSchema, type ServerSpecInput } from '@/lib/domain/server'
import type { Candidate } from '@/lib/domain/snapshot'
import { declareLinks, type Link } from './declare-links'
import { orderTargets, type TargetSettings } from './order-targets'
import type { PlaceRecords } from './read-place'
import { nameOfEndpoint, nameOfService } from './server-names'
import { type McpText, readTextRecord } from './txt-record'
import { withoutRepeats } from './without-repeats'

export interface Declared {
  candidates: Candidate[]
  /** Documents that list more of them. */
  links: Link[]
  problems: Problem[]
}

interface Text extends McpText {
  at: string
  warnings: string[]
}

/** Servers that the records declare. What SRV records call their own goes before what TXT records say of others. */
export function declareServers(places: readonly PlaceRecords[], settings: TargetSettings): Declared {
  const problems: Problem[] = []
  const read = places.map((records) => ({ records, texts: readTexts(records, problems) }))
  const found = [
    ...read.flatMap(({ records, texts }) => declareService(records, texts, settings, problems)),
    ...read.flatMap(({ records, texts }) => declareEndpoints(records, texts, problems)),
  ]
  const links = read.flatMap(({ records, texts }) => declareLinks(records.place.scope, texts, problems))
  return { candidates: withoutRepeats(found, problems), links, problems }
}

/** In an order of their own, as that of an answer changes from look to look. */
function readTexts({ texts }: PlaceRecords, problems: Problem[]): Text[] {
  const read = texts.map(({ name, strings }) => ({
    at: `${name} TXT`,
    whole: Buffer.concat(strings).toString(),
    reading: readTextRecord(strings),
  }))
  return read
    .toSorted((one, other) => one.whole.localeCompare(other.whole))
    .flatMap(({ at, reading }) => {
      if (reading.kind === 'refused')
        problems.push({ severity: 'error', place: at, message: reading.message })
      return reading.kind === 'read' ? [{ ...reading.text, at, warnings: reading.warnings }] : []
    })
}

function declareService(
  { place, targets: records }: PlaceRecords,
  texts: readonly Text[],
  settings: TargetSettings,
  problems: Problem[],
): Candidate[] {
  const at = `${place.srvName} SRV`
  const about = texts.filter((text) => text.endpoint === undefined)
  const path = firstOf('path', about, problems)
  const { targets, faults } = orderTargets(records, { ...settings, ...(path !== undefined && { path }) })
  for (const message of faults) problems.push({ severity: 'error', place: at, message })
  const [first] = targets
  if (!first) {
    tellOfNothing(about, at, problems)
    return []
  }
  const spec: ServerSpecInput = {
    name: nameOfService(place.srvName),
    endpoint: {
      kind: 'remote',
      transport: firstOf('transport', about, problems) ?? 'streamable-http',
      url: first.url,
    },
    tags: about.flatMap((text) => text.tags),
    // The others are there to be seen; Portolan connects to the first.
    ...(targets.length > 1 && { metadata: { endpoints: targets.map((target) => ({ ...target })) } }),
  }
  return parse(spec, { at, scope: place.scope, warnings: about.flatMap((text) => text.warnings) }, problems)
}

function declareEndpoints({ place }: PlaceRecords, texts: readonly Text[], problems: Problem[]): Candidate[] {
  return texts.flatMap(({ endpoint, transport = 'streamable-http', tags, at, warnings }) => {
    if (!endpoint) return []
    const spec: ServerSpecInput = {
      name: nameOfEndpoint(endpoint),
      endpoint: { kind: 'remote', transport, url: endpoint.href },
      tags,
    }
    return parse(spec, { at, scope: place.scope, warnings }, problems)
  })
}

/** The value of the first record that has one; that others have another is told. */
function firstOf<K extends 'path' | 'transport'>(
  key: K,
  texts: readonly Text[],
  problems: Problem[],
): McpText[K] {
  const said = texts.filter((text) => text[key] !== undefined)
  const [first, ...others] = said
  for (const other of others) {
    if (other[key] === first?.[key]) continue
    const message = `${key}=${other[key] ?? ''} is not used: another record says ${key}=${first?.[key] ?? ''}`
    problems.push({ severity: 'warning', place: other.at, message })
  }
  return first?.[key]
}

function tellOfNothing(about: readonly Text[], srv: string, problems: Problem[]): void {
  for (const { at, path, transport, documents } of about) {
    if (documents.length > 0 && path === undefined && transport === undefined) continue
    problems.push({
      severity: 'warning',
      place: at,
      message: `It names no endpoint, and ${srv} has no record`,
    })
  }
}

function parse(
  spec: ServerSpecInput,
  { at, scope, warnings }: { at: string; scope: string; warnings: string[] },
  problems: Problem[],
): Candidate[] {
  for (const message of warnings)
    problems.push({ severity: 'warning', place: at, message, server: spec.name })
  const parsed = serverSpecSchema.safeParse(spec)
  if (parsed.success) return [{ spec: parsed.data, origin: { place: at, scope }, warnings }]
  const reason = parsed.error.issues.map((issue) => issue.message).join('; ')
  problems.push({ severity: 'error', place: at, server: spec.name, message: `It can't be used: ${reason}` })
  return []
}
