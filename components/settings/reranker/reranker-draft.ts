import type { z } from 'zod'
import type { getReranker, RerankerSettings } from '@/lib/domain/api/search'
import type { PlaceDraft } from '../embedding/place-draft'
import { keyOf } from '../service-draft'

export type RerankerView = z.infer<typeof getReranker.response>

export function rerankerSettingsOf(draft: PlaceDraft): RerankerSettings {
  const model = draft.model.trim()
  if (draft.kind === 'folder') return { provider: 'onnx', model }
  return { provider: 'endpoint', baseUrl: draft.baseUrl.trim(), model, ...keyOf(draft) }
}
