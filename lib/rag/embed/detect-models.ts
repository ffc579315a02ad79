import 'server-only'
import { z } from 'zod'
import type { EmbeddingView } from '@/lib/domain/api/search'
import { findModelFolders } from './settings/model-folders'

const LOOK_FOR_MS = 600
const MAX_MODELS = 50
const tagsSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      details: z.object({ family: z.string().nullish() }).optional(),
      capabilities: z.array(z.string()).optional(),
    }),
  ),
})

/** Embedding models of a local Ollama, and the folders of models on disk. */
export async function detectModels(
  ollamaUrl: string,
  models: string | undefined,
): Promise<EmbeddingView['detected']> {
  const [ofOllama, folders] = await Promise.all([findInOllama(ollamaUrl), findModelFolders(models)])
  return [
    ...ofOllama.map((model) => ({ provider: 'ollama', baseUrl: `${ollamaUrl}/v1`, model })),
    ...folders.map((model) => ({ provider: 'onnx', model })),
  ]
}

/** By what Ollama says of them, or where it does not, by their families and names: its list holds all models. */
export function isEmbeddingModel({
  name,
  details,
  capabilities,
}: z.infer<typeof tagsSchema>['models'][number]): boolean {
  if (capabilities) return capabilities.includes('embedding')
  return /bert/i.test(details?.family ?? '') || /embed|minilm|\bbge|\bgte|\be5|arctic/i.test(name)
}

async function findInOllama(baseUrl: string): Promise<string[]> {
  try {
    const response = await fetch(`${baseUrl}/api/tags`, {
      signal: AbortSignal.timeout(LOOK_FOR_MS),
      redirect: 'error',
    })
    if (!response.ok) return []
    const { models } = tagsSchema.parse(await response.json())
    return models
      .filter(isEmbeddingModel)
      .slice(0, MAX_MODELS)
      .map(({ name }) => name)
  } catch {
    // Nobody there, or somebody else: both mean that there is no Ollama to offer.
    return []
  }
}
