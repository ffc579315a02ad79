import 'server-only'
import { createHash } from 'node:crypto'
import type { EmbeddingVariables } from '@/lib/config/embedding-variables'
import { type EmbeddingSettings, embeddingSettingsSchema, type EmbeddingView } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'
import { checkBaseUrl, keyToKeep, withoutSlash } from './endpoint-rules'

export interface PickedEmbedding {
  settings: EmbeddingSettings
  origin: 'settings' | 'environment'
}

/** What of the environment belongs to other providers, and may be used for embeddings at these alone. */
export interface Surroundings {
  variables: EmbeddingVariables
  openaiApiKey?: string | undefined
  /** `http://127.0.0.1:11434` */
  ollamaUrl: string
  /** Whether a model of this name lies on disk. */
  hasFolder: (name: string) => boolean
}

const OPENAI_URL = 'https://api.openai.com/v1'

/** The stored choice wins over the environment's; null when there is neither. */
export function pickEmbedding(stored: unknown, around: Surroundings): PickedEmbedding | null {
  const settings = readEmbedding(stored)
  if (settings) return { settings: withProviderKey(settings, around), origin: 'settings' }
  const declared = fromVariables(around)
  return declared && { settings: withProviderKey(declared, around), origin: 'environment' }
}

/** What is to be stored when a person saves `next` over `stored`. Throws `bad-input`. */
export function mergeEmbedding(stored: unknown, next: EmbeddingSettings): EmbeddingSettings {
  if (next.provider === 'onnx') return next
  checkBaseUrl(next.baseUrl)
  const { apiKey: given, ...rest } = next
  const clean = { ...rest, baseUrl: withoutSlash(next.baseUrl) }
  const apiKey = keyToKeep(readEmbedding(stored), { ...clean, apiKey: given })
  return { ...clean, ...(apiKey !== undefined && { apiKey }) }
}

/** What a page may know of it. */
export function embeddingViewOf({ settings }: PickedEmbedding): NonNullable<EmbeddingView['settings']> {
  if (settings.provider === 'onnx') return { ...settings, hasKey: false }
  const { apiKey, ...rest } = settings
  return { ...rest, hasKey: apiKey !== undefined }
}

/** Equal for settings that give the same vectors, as far as settings can tell: not its address, nor its key. */
export function fingerprintOf(settings: EmbeddingSettings): string {
  const { provider, model, queryPrefix, passagePrefix } = settings
  const own = settings.provider === 'onnx' ? settings.pooling : (settings.dimension ?? null)
  return createHash('sha256')
    .update(JSON.stringify([provider, model, queryPrefix, passagePrefix, own]))
    .digest('hex')
    .slice(0, 32)
}

export function readEmbedding(stored: unknown): EmbeddingSettings | null {
  const read = embeddingSettingsSchema.safeParse(stored)
  return read.success ? read.data : null
}

/** OpenAI's own key for OpenAI: the environment's other keys belong to other places. */
function withProviderKey(settings: EmbeddingSettings, { openaiApiKey }: Surroundings): EmbeddingSettings {
  if (settings.provider === 'onnx' || settings.apiKey !== undefined || openaiApiKey === undefined)
    return settings
  return new URL(settings.baseUrl).origin === new URL(OPENAI_URL).origin
    ? { ...settings, apiKey: openaiApiKey }
    : settings
}

function fromVariables({
  variables,
  openaiApiKey,
  ollamaUrl,
  hasFolder,
}: Surroundings): EmbeddingSettings | null {
  const { model, baseUrl, apiKey, dimension, queryPrefix = '', passagePrefix = '' } = variables
  if (model === undefined) return null
  const prefixes = { queryPrefix, passagePrefix }
  const folder = folderOf(model, { baseUrl, hasFolder })
  if (folder !== undefined) return { provider: 'onnx', model: folder, pooling: 'mean', ...prefixes }
  const ollama = baseUrl === undefined ? afterPrefix(model, 'ollama/') : undefined
  const url = baseUrl ?? (ollama !== undefined ? `${ollamaUrl}/v1` : openaiApiKey && OPENAI_URL)
  if (url === undefined || url === '') {
    throw new AppError(
      'invalid-config',
      `PORTOLAN_EMBEDDING_MODEL is "${model}", but nothing says where it answers. Set PORTOLAN_EMBEDDING_BASE_URL ` +
        `(usually ending in /v1), or write ollama/<name> or onnx/<folder>. ${whereFolders(variables.models)}`,
    )
  }
  return {
    provider: 'openai-compatible',
    baseUrl: withoutSlash(url),
    model: ollama ?? model,
    ...prefixes,
    ...(apiKey !== undefined && { apiKey }),
    ...(dimension !== undefined && { dimension }),
  }
}

/** The folder of a model on disk: named so, or by its bare name where nothing says that a service has it. */
export function folderOf(
  model: string,
  { baseUrl, hasFolder }: { baseUrl: string | undefined; hasFolder: (name: string) => boolean },
): string | undefined {
  return afterPrefix(model, 'onnx/') ?? (baseUrl === undefined && hasFolder(model) ? model : undefined)
}

export function whereFolders(models: string | undefined): string {
  return models === undefined
    ? 'Models on disk need PORTOLAN_MODELS too: the folder that their folders lie in'
    : `In ${models} (PORTOLAN_MODELS) no model has this name`
}

function afterPrefix(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) && text.length > prefix.length ? text.slice(prefix.length) : undefined
}
