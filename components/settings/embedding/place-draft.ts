import { type KeyDraft, NO_KEY, originOf, urlError } from '../service-draft'

/** Where a model is: a service with an address, or a folder on the server's disk. What a form holds of it. */
export interface PlaceDraft extends KeyDraft {
  kind: 'service' | 'folder'
  model: string
  baseUrl: string
}

/** What is known of the model that is set. */
export interface StoredPlace {
  kind: PlaceDraft['kind']
  model: string
  baseUrl?: string | undefined
  hasKey: boolean
}

interface StoredSettings {
  provider: string
  model: string
  hasKey: boolean
  baseUrl?: unknown
}

/** Of settings as the API tells them. */
export function storedPlaceOf(settings: StoredSettings | null): StoredPlace | null {
  if (!settings) return null
  const { provider, model, hasKey, baseUrl } = settings
  return {
    kind: provider === 'onnx' ? 'folder' : 'service',
    model,
    hasKey,
    ...(typeof baseUrl === 'string' && { baseUrl }),
  }
}

export type PlaceErrors = Partial<Record<'model' | 'baseUrl', string>>

export function placeDraftOf(stored: StoredPlace | null): PlaceDraft {
  return {
    kind: stored?.kind ?? 'service',
    model: stored?.model ?? '',
    baseUrl: stored?.baseUrl ?? '',
    ...NO_KEY,
  }
}

export function placeErrorsOf({ kind, model, baseUrl }: PlaceDraft): PlaceErrors {
  const url = kind === 'service' ? urlError(baseUrl) : undefined
  return {
    ...(model.trim() === '' && {
      model: kind === 'folder' ? 'Give the name of the folder' : 'Give the name of the model',
    }),
    ...(url !== undefined && { baseUrl: url }),
  }
}

/** Whether the stored key goes with the draft: it belongs to one address. */
export function keepsPlaceKey(stored: StoredPlace | null, draft: PlaceDraft): boolean {
  if (!stored?.hasKey || draft.isKeyRemoved || draft.kind !== 'service') return false
  return originOf(stored.baseUrl) !== undefined && originOf(stored.baseUrl) === originOf(draft.baseUrl.trim())
}
