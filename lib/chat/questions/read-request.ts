import 'server-only'
import { z } from 'zod'
import type { ServerRequest } from '@/lib/connections/server-requests'
import type { Question } from '@/lib/domain/chat'
import { type Form, readForm, schemaOf } from './form'

/** Characters of what a server may show, and of what it may send to a model. */
const MAX_MESSAGE = 10_000
const MAX_SAMPLED = 100_000
/** Tokens that a server may have of the person's model at once. */
export const MAX_TOKENS = 8_192

export type Asks = Question['asks']

export type ReadRequest =
  | { kind: 'form'; message: string; asks: Extract<Asks, { kind: 'form' }>; form: Form }
  | { kind: 'url'; message: string; asks: Extract<Asks, { kind: 'url' }> }
  | { kind: 'sampling'; message: string; asks: Extract<Asks, { kind: 'sampling' }>; how: SamplingHow }
  | { kind: 'refused'; why: string }

export interface SamplingHow {
  temperature?: number | undefined
  stopSequences?: string[] | undefined
}

const elicitationSchema = z.looseObject({
  mode: z.enum(['form', 'url']).default('form'),
  message: z.string().default(''),
  requestedSchema: z.unknown().optional(),
  url: z.string().optional(),
})
const blockSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  mimeType: z.string().optional(),
})
const samplingSchema = z.looseObject({
  messages: z.array(
    z.looseObject({
      role: z.enum(['user', 'assistant']),
      content: z.union([blockSchema, z.array(blockSchema)]),
    }),
  ),
  systemPrompt: z.string().optional(),
  maxTokens: z.number().min(1).catch(MAX_TOKENS),
  temperature: z.number().min(0).max(2).optional().catch(undefined),
  stopSequences: z.array(z.string()).max(8).optional().catch(undefined),
})

/** What a server asks, ready to be put to a person; or why it is not (MCP 2025-11-25, elicitation and sampling). */
export function readRequest({ kind, params }: ServerRequest): ReadRequest {
  switch (kind) {
    case 'elicitation':
      return readElicitation(params)
    case 'sampling':
      return readSampling(params)
    case 'roots':
      return { kind: 'refused', why: 'no folder of this machine is shared with servers' }
  }
}

function readElicitation(params: unknown): ReadRequest {
  const read = elicitationSchema.safeParse(params)
  if (!read.success) return refused('what it asks is not what the protocol describes')
  const { mode, url, requestedSchema } = read.data
  const message = read.data.message.slice(0, MAX_MESSAGE)
  if (mode === 'url') {
    const problem = urlProblem(url)
    return problem === undefined && url !== undefined
      ? { kind: 'url', message, asks: { kind: 'url', url } }
      : refused(problem ?? 'it names no page')
  }
  const form = readForm(requestedSchema)
  if ('problem' in form) return refused(form.problem)
  return { kind: 'form', message, asks: { kind: 'form', schema: schemaOf(form.form) }, form: form.form }
}

/** A page in a browser and nothing else: no script, no file, no name and password in front of the host. */
function urlProblem(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url) || url.length > 4_000)
    return 'the page that it names has no valid address'
  const { protocol, username, password } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:')
    return 'the address that it names is not that of a web page'
  return username !== '' || password !== ''
    ? 'the address that it names hides its host behind a name'
    : undefined
}

function readSampling(params: unknown): ReadRequest {
  const read = samplingSchema.safeParse(params)
  if (!read.success || read.data.messages.length === 0) {
    return refused('what it asks a model is not what the protocol describes')
  }
  const { systemPrompt: system, maxTokens, temperature, stopSequences } = read.data
  const messages = read.data.messages.map(({ role, content }) => ({
    role,
    text: (Array.isArray(content) ? content : [content]).map(blockText).join('\n'),
  }))
  const size = messages.reduce((sum, { text }) => sum + text.length, system?.length ?? 0)
  if (size > MAX_SAMPLED)
    return refused(`it wants to send ${size} characters to a model; up to ${MAX_SAMPLED} may be`)
  return {
    kind: 'sampling',
    message: '',
    asks: {
      kind: 'sampling',
      ...(system !== undefined && { system }),
      messages,
      maxTokens: Math.min(Math.floor(maxTokens), MAX_TOKENS),
    },
    how: { temperature, stopSequences },
  }
}

/** Only text is shown and sent; what else there is, is named. */
function blockText({ type, text, mimeType }: z.infer<typeof blockSchema>): string {
  return text ?? `[${type}${mimeType === undefined ? '' : ` (${mimeType})`}, not sent]`
}

function refused(why: string): ReadRequest {
  return { kind: 'refused', why }
}
