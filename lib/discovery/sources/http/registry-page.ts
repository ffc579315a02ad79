import 'server-only'
import { z } from 'zod'
import type { JsonObject } from './content'

/** A version of a server as a registry lists it (API v0.1). */
export interface Listed {
  name: string
  version: string | undefined
  server: JsonObject
  isDeleted: boolean
  /** What the registry says about a deprecated one. */
  deprecation: string | undefined
  /** Undefined where the registry does not say. */
  isLatest: boolean | undefined
  updatedAt: string | undefined
}

export interface RegistryPage {
  listed: Listed[]
  /** Entries that are no servers. */
  faults: string[]
  nextCursor: string | undefined
}

const text = z.string()
const textOrNothing = text.nullish().catch(undefined)

const entrySchema = z.looseObject({
  server: z.looseObject({ name: text.min(1).max(500), version: textOrNothing, status: textOrNothing }),
  _meta: z.record(text, z.json()).nullish().catch(undefined),
})
const officialSchema = z
  .looseObject({
    status: textOrNothing,
    statusMessage: textOrNothing,
    isLatest: z.boolean().nullish().catch(undefined),
    updatedAt: textOrNothing,
    publishedAt: textOrNothing,
  })
  .catch({})

const metadataSchema = z.looseObject({ nextCursor: textOrNothing, next_cursor: textOrNothing }).catch({})

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

export function readRegistryPage(page: JsonObject): RegistryPage {
  const read: RegistryPage = { listed: [], faults: [], nextCursor: undefined }
  // A page is recognised by its list.
  for (const item of page.servers as unknown[]) {
    const entry = entrySchema.safeParse(item)
    if (entry.success) read.listed.push(listedOf(entry.data))
    else read.faults.push(faultOf(entry.error))
  }
  const { nextCursor, next_cursor: older } = metadataSchema.parse(page.metadata ?? {})
  read.nextCursor = (nextCursor ?? older) || undefined
  return read
}

function listedOf({ server, _meta }: z.infer<typeof entrySchema>): Listed {
  const official = officialSchema.parse(_meta?.[OFFICIAL] ?? {})
  const status = (official.status ?? server.status)?.toLowerCase()
  const message = official.statusMessage?.trim()
  return {
    name: server.name,
    version: server.version ?? undefined,
    server,
    isDeleted: status === 'deleted',
    deprecation:
      status === 'deprecated'
        ? `The registry says that it is deprecated${message ? `: ${message.slice(0, 500)}` : ''}`
        : undefined,
    isLatest: official.isLatest ?? undefined,
    updatedAt: official.updatedAt ?? official.publishedAt ?? undefined,
  }
}

function faultOf(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`
}
