import 'server-only'
import type { z } from 'zod'
import type { EmbeddingVariables } from '@/lib/config/embedding-variables'
import { type getReranker, type RerankerSettings, rerankerSettingsSchema } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'
import { checkBaseUrl, keyToKeep, withoutSlash } from './endpoint-rules'
import { afterPrefix } from './pick-embedding'

/** The stored choice wins over the environment's; null when there is neither. Throws `invalid-config`. */
export function pickReranker(stored: unknown, variables: EmbeddingVariables): RerankerSettings | null {
  return readReranker(stored) ?? fromVariables(variables)
}

/** What is to be stored when a person saves `next` over `stored`. Throws `bad-input`. */
export function mergeReranker(stored: unknown, next: RerankerSettings): RerankerSettings {
  if (next.provider === 'onnx') return next
  checkBaseUrl(next.baseUrl)
  const { apiKey: given, ...rest } = next
  const clean = { ...rest, baseUrl: withoutSlash(next.baseUrl) }
  const apiKey = keyToKeep(readReranker(stored), { ...clean, apiKey: given })
  return { ...clean, ...(apiKey !== undefined && { apiKey }) }
}

/** What a page may know of it. */
export function rerankerViewOf(
  settings: RerankerSettings,
): NonNullable<z.infer<typeof getReranker.response>['settings']> {
  if (settings.provider === 'onnx') return { ...settings, hasKey: false }
  const { provider, model, baseUrl, apiKey } = settings
  return { provider, model, baseUrl, hasKey: apiKey !== undefined }
}

function readReranker(stored: unknown): RerankerSettings | null {
  const read = rerankerSettingsSchema.safeParse(stored)
  return read.success ? read.data : null
}

function fromVariables({
  reranker,
  rerankerBaseUrl,
  rerankerApiKey,
}: EmbeddingVariables): RerankerSettings | null {
  if (reranker === undefined) return null
  const folder = afterPrefix(reranker, 'onnx/')
  if (folder !== undefined) return { provider: 'onnx', model: folder }
  if (rerankerBaseUrl === undefined) {
    throw new AppError(
      'invalid-config',
      `PORTOLAN_RERANKER_MODEL is "${reranker}", but nothing says where it answers. Set PORTOLAN_RERANKER_BASE_URL, or write onnx/<folder>`,
    )
  }
  return {
    provider: 'endpoint',
    baseUrl: withoutSlash(rerankerBaseUrl),
    model: reranker,
    ...(rerankerApiKey !== undefined && { apiKey: rerankerApiKey }),
  }
}
