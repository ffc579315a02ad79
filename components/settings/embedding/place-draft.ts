/** Where a model is: a service with an address, or a folder on the server's disk. What a form holds of it. */
export interface PlaceDraft {
  kind: 'service' | 'folder'
  model: string
  baseUrl: string
  /** Only what is typed now: a stored one never comes to the page. */
  apiKey: string
  /** The stored key is to be forgotten. */
  isKeyRemoved: boolean
}

/** What is known of the model that is set. */
export interface StoredPlace {
  kind: PlaceDraft['kind']
  model: string
  baseUrl?: string | undefined
  hasKey: boolean
}

export type PlaceErrors = Partial<Record<'model' | 'baseUrl', string>>

export function placeDraftOf(stored: StoredPlace | null): PlaceDraft {
  return {
    kind: stored?.kind ?? 'service',
    model: stored?.model ?? '',
    baseUrl: stored?.baseUrl ?? '',
    apiKey: '',
    isKeyRemoved: false,
  }
}

export function placeErrorsOf({ kind, model, baseUrl }: PlaceDraft): PlaceErrors {
  const name = model.trim()
  return {
    ...(name === '' && {
      model: kind === 'folder' ? 'Give the name of the folder' : 'Give the name of the model',
    }),
    ...(kind === 'service' && !isWholeUrl(baseUrl.trim()) && { baseUrl: urlError(baseUrl) }),
  }
}

/** What is sent of the key: an untouched one is left out, so that the stored one stays. */
export function keyOf({ apiKey, isKeyRemoved }: PlaceDraft): { apiKey?: string } {
  if (apiKey.trim() !== '') return { apiKey: apiKey.trim() }
  return isKeyRemoved ? { apiKey: '' } : {}
}

/** Whether the stored key goes with the draft: it belongs to one address. */
export function keepsPlaceKey(stored: StoredPlace | null, draft: PlaceDraft): boolean {
  if (!stored?.hasKey || draft.isKeyRemoved || draft.kind !== 'service') return false
  return originOf(stored.baseUrl) !== undefined && originOf(stored.baseUrl) === originOf(draft.baseUrl.trim())
}

function urlError(baseUrl: string): string {
  return baseUrl.trim() === ''
    ? 'Give the address of the API, usually ending in /v1'
    : 'Give a whole address, beginning with http:// or https://'
}

function isWholeUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined
}
