import 'server-only'
import { z } from 'zod'
import type { Session } from './session'

const contentsSchema = z.looseObject({
  contents: z.array(z.looseObject({ uri: z.string() })),
  ttlMs: z.number().nonnegative().optional().catch(undefined),
})
const promptResultSchema = z.looseObject({
  description: z.string().optional().catch(undefined),
  messages: z.array(z.looseObject({ role: z.string() })),
})

export interface ResourceContents {
  contents: ({ uri: string } & Record<string, unknown>)[]
  /** How long the server says that they hold (modern era). */
  ttlMs?: number
}

/** Reads a resource; what kinds of content there are is the reader's affair. */
export async function readResource(
  session: Session,
  uri: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ResourceContents> {
  const request = { method: 'resources/read', params: { uri } }
  const { contents, ttlMs } = await session.client.request(request, contentsSchema, {
    timeout: timeoutMs,
    ...(signal && { signal }),
  })
  return { contents, ...(ttlMs !== undefined && { ttlMs }) }
}

export async function readPrompt(
  session: Session,
  params: { name: string; arguments: Record<string, string> },
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ description?: string; messages: ({ role: string } & Record<string, unknown>)[] }> {
  const request = { method: 'prompts/get', params }
  const { description, messages } = await session.client.request(request, promptResultSchema, {
    timeout: timeoutMs,
    ...(signal && { signal }),
  })
  return { messages, ...(description !== undefined && { description }) }
}

const completionSchema = z.looseObject({
  completion: z.looseObject({
    values: z.array(z.string()).catch([]),
    hasMore: z.boolean().optional().catch(undefined),
  }),
})

export interface CompletionRequest {
  of: { prompt: string } | { template: string }
  argument: string
  value: string
  /** The other arguments, as far as they are filled. */
  filled: Record<string, string>
}

/** What the server proposes; nothing where it completes nothing (MCP 2025-06-18, completion). */
export async function complete(
  session: Session,
  { of, argument, value, filled }: CompletionRequest,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ values: string[]; hasMore: boolean }> {
  if (session.client.getServerCapabilities()?.completions === undefined) return { values: [], hasMore: false }
  const params = {
    ref:
      'prompt' in of
        ? { type: 'ref/prompt' as const, name: of.prompt }
        : { type: 'ref/resource' as const, uri: of.template },
    argument: { name: argument, value },
    ...(Object.keys(filled).length > 0 && { context: { arguments: filled } }),
  }
  const { completion } = await session.client.request(
    { method: 'completion/complete', params },
    completionSchema,
    { timeout: timeoutMs, ...(signal && { signal }) },
  )
  return { values: completion.values.slice(0, 100), hasMore: completion.hasMore ?? false }
}
