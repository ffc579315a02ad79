import 'server-only'
import { z } from 'zod'
import {
  type Prompt,
  promptSchema,
  type Resource,
  resourceSchema,
  type ResourceTemplate,
  resourceTemplateSchema,
  type Tool,
} from '@/lib/domain/capability'
import { AppError } from '@/lib/kit/app-error'
import { headerFaultIn } from './header-declarations'
import type { Session } from './session'
import { StdioTransport } from './stdio-transport'
import { type ReadTool, readTool } from './tool-shape'

/** A server whose cursor never ends is stopped here. */
const MAX_PAGES = 1_000
const MAX_ITEMS = 100_000

export interface Listed<T> {
  items: T[]
  /** How long the server says that the list holds (modern era). */
  ttlMs: number | undefined
  warnings: string[]
}

export interface ListOptions {
  timeoutMs: number
  signal?: AbortSignal | undefined
}

const pageSchema = z.looseObject({
  nextCursor: z.string().optional().catch(undefined),
  ttlMs: z.number().nonnegative().optional().catch(undefined),
})

/** Lists all tools. Our own reading instead of the SDK's, for which one malformed tool spoils the whole list. */
export async function listTools(session: Session, options: ListOptions): Promise<Listed<Tool>> {
  const pages = await allPages(session, 'tools/list', 'tools', options)
  const takesHeaders = session.facts.era === 'modern' && !(session.client.transport instanceof StdioTransport)
  const read = pages.items.map(readTool).map((one) => (takesHeaders ? withoutHeaderFault(one) : one))
  return {
    items: read.flatMap(({ tool }) => (tool ? [tool] : [])),
    ttlMs: pages.ttlMs,
    warnings: [...pages.warnings, ...read.flatMap(({ warning }) => (warning ? [warning] : []))],
  }
}

function withoutHeaderFault(read: ReadTool): ReadTool {
  const fault = read.tool && headerFaultIn(read.tool.inputSchema)
  return read.tool && fault !== undefined
    ? { warning: `Tool "${read.tool.name}" was left out: ${fault}` }
    : read
}

export async function listPrompts(session: Session, options: ListOptions): Promise<Listed<Prompt>> {
  return readEach(promptSchema, 'prompt', await allPages(session, 'prompts/list', 'prompts', options))
}

export interface Resources {
  items: Resource[]
  templates: ResourceTemplate[]
}

export async function listResources(
  session: Session,
  options: ListOptions,
): Promise<Listed<Resource> & Resources> {
  const [resources, templates] = await Promise.all([
    allPages(session, 'resources/list', 'resources', options),
    // Many servers with resources have no templates and answer "method not found".
    allPages(session, 'resources/templates/list', 'resourceTemplates', options).catch(() => nothing),
  ])
  const listed = readEach(resourceSchema, 'resource', resources)
  const listedTemplates = readEach(resourceTemplateSchema, 'resource template', templates)
  return {
    ...listed,
    templates: listedTemplates.items,
    warnings: [...listed.warnings, ...listedTemplates.warnings],
  }
}

const nothing: Listed<unknown> = { items: [], ttlMs: undefined, warnings: [] }

async function allPages(
  session: Session,
  method: string,
  key: string,
  { timeoutMs, signal }: ListOptions,
): Promise<Listed<unknown>> {
  const items: unknown[] = []
  const seen = new Set<string>()
  let cursor: string | undefined
  let ttlMs: number | undefined
  for (let page = 0; page < MAX_PAGES && items.length < MAX_ITEMS; page++) {
    const request = { method, params: cursor === undefined ? {} : { cursor } }
    const result = await session.client.request(request, pageSchema, {
      timeout: timeoutMs,
      ...(signal && { signal }),
    })
    const found = result[key]
    if (!Array.isArray(found)) throw new AppError('protocol-error', `The answer to ${method} holds no ${key}`)
    for (const item of found) items.push(item)
    if (page === 0) ttlMs = result.ttlMs
    cursor = result.nextCursor
    if (cursor === undefined || cursor === '') return { items, ttlMs, warnings: [] }
    if (seen.has(cursor))
      return { items, ttlMs, warnings: [`${method} repeats a cursor; its list may not be whole`] }
    seen.add(cursor)
  }
  return { items, ttlMs, warnings: [`${method} has no end; it was cut at ${items.length}`] }
}

function readEach<T>(schema: z.ZodType<T>, what: string, pages: Listed<unknown>): Listed<T> {
  const parsed = pages.items.map((item) => schema.safeParse(item))
  const bad = parsed.filter(({ success }) => !success).length
  const warnings =
    bad === 0 ? pages.warnings : [...pages.warnings, `${bad} malformed ${what}(s) were left out`]
  return { items: parsed.flatMap((one) => (one.success ? [one.data] : [])), ttlMs: pages.ttlMs, warnings }
}
