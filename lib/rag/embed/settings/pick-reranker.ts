import 'server-only'
import type { z } from 'zod'
import { type getReranker, type RerankerSettings, rerankerSettingsSchema } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'
import { checkBaseUrl, keyToKeep, withoutSlash } from './endpoint-rules'
import { folderOf, type Surroundings, whereFolders } from './pick-embedding'

export type RerankerSurroundings = Pick<Surroundings, 'variables' | 'hasFolder'>

/** The stored choice wins over the environment's; null when there is neither. Throws `invalid-config`. */
export function pickReranker(stored: unknown, around: RerankerSurroundings): RerankerSettings | null {
  return readReranker(stored) ?? fromVariables(around)
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

function fromVariables({ variables, hasFolder }: RerankerSurroundings): RerankerSettings | null {
  const { reranker, rerankerBaseUrl, rerankerApiKey } = variables
  if (reranker === undefined) return null
  const folder = folderOf(reranker, { baseUrl: rerankerBaseUrl, hasFolder })
  if (folder !== undefined) return { provider: 'onnx', model: folder }
  if (rerankerBaseUrl === undefined) {
    throw new AppError(
      'invalid-config',
      `PORTOLAN_RERANKER_MODEL is "${reranker}", but nothing says where it answers. Set PORTOLAN_RERANKER_BASE_URL, or write onnx/<folder>. ` +
        whereFolders(variables.models),
    )
  }
  return {
    provider: 'endpoint',
    baseUrl: withoutSlash(rerankerBaseUrl),
    model: reranker,
    ...(rerankerApiKey !== undefined && { apiKey: rerankerApiKey }),
  }
}
