import 'server-only'
import { z } from 'zod'
import type { Session } from './session'

const contentsSchema = z.looseObject({ contents: z.array(z.looseObject({ uri: z.string() })) })
const promptResultSchema = z.looseObject({
  description: z.string().optional().catch(undefined),
  messages: z.array(z.looseObject({ role: z.string() })),
})

/** Reads a resource; what kinds of content there are is the reader's affair. */
export async function readResource(
  session: Session,
  uri: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ contents: ({ uri: string } & Record<string, unknown>)[] }> {
  const request = { method: 'resources/read', params: { uri } }
  const { contents } = await session.client.request(request, contentsSchema, {
    timeout: timeoutMs,
    ...(signal && { signal }),
  })
  return { contents }
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
