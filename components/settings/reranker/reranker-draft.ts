import type { z } from 'zod'
import type { getReranker, RerankerSettings } from '@/lib/domain/api/search'
import { keyOf, type PlaceDraft, type StoredPlace } from '../embedding/place-draft'

export type RerankerView = z.infer<typeof getReranker.response>

export function storedRerankerOf(settings: RerankerView['settings']): StoredPlace | null {
  if (!settings) return null
  const baseUrl = settings['baseUrl']
  return {
    kind: settings.provider === 'onnx' ? 'folder' : 'service',
    model: settings.model,
    hasKey: settings.hasKey,
    ...(typeof baseUrl === 'string' && { baseUrl }),
  }
}

export function rerankerSettingsOf(draft: PlaceDraft): RerankerSettings {
  const model = draft.model.trim()
  if (draft.kind === 'folder') return { provider: 'onnx', model }
  return { provider: 'endpoint', baseUrl: draft.baseUrl.trim(), model, ...keyOf(draft) }
}
