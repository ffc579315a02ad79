import { type EmbeddingSettings, embeddingSettingsSchema, type EmbeddingView } from '@/lib/domain/api/search'
import { keyOf, NO_KEY } from '../service-draft'
import { type PlaceDraft, placeDraftOf, type PlaceErrors, placeErrorsOf, storedPlaceOf } from './place-draft'

/** What the form holds. */
export interface EmbeddingDraft {
  place: PlaceDraft
  /** As text: empty for the model's own length. */
  dimension: string
  queryPrefix: string
  passagePrefix: string
  pooling: 'mean' | 'cls'
}

export type EmbeddingErrors = PlaceErrors & { dimension?: string }

export function embeddingDraftOf({ settings, detected }: EmbeddingView): EmbeddingDraft {
  const [first] = detected
  const read = embeddingSettingsSchema.safeParse(settings)
  const known = read.success ? read.data : undefined
  const place = placeDraftOf(storedPlaceOf(settings))
  return {
    place: !settings && first ? withDetected(place, first) : place,
    dimension: known?.provider === 'openai-compatible' ? String(known.dimension ?? '') : '',
    queryPrefix: known?.queryPrefix ?? '',
    passagePrefix: known?.passagePrefix ?? '',
    pooling: known?.provider === 'onnx' ? known.pooling : 'mean',
  }
}

/** One click on what was detected. */
export function withDetected(
  place: PlaceDraft,
  { provider, baseUrl, model }: EmbeddingView['detected'][number],
): PlaceDraft {
  const kind = provider === 'onnx' ? 'folder' : 'service'
  return { ...place, kind, model, baseUrl: baseUrl ?? '', ...NO_KEY }
}

export function embeddingErrorsOf({ place, dimension }: EmbeddingDraft): EmbeddingErrors {
  const length = Number(dimension)
  const isLength = Number.isInteger(length) && length >= 8 && length <= 4_000
  return {
    ...placeErrorsOf(place),
    ...(place.kind === 'service' &&
      dimension.trim() !== '' &&
      !isLength && { dimension: 'Give a whole number from 8 to 4000, or nothing' }),
  }
}

export function embeddingSettingsOf(draft: EmbeddingDraft): EmbeddingSettings {
  const { place, dimension, queryPrefix, passagePrefix, pooling } = draft
  const model = place.model.trim()
  if (place.kind === 'folder') return { provider: 'onnx', model, pooling, queryPrefix, passagePrefix }
  return {
    provider: 'openai-compatible',
    baseUrl: place.baseUrl.trim(),
    ...{ model, queryPrefix, passagePrefix },
    ...(dimension.trim() !== '' && { dimension: Number(dimension) }),
    ...keyOf(place),
  }
}
