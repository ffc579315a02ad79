import type { DetectedModels, ModelSettings, ModelView } from '@/lib/domain/api/chat'

/** What the form holds. The key is only what is typed now: a stored one never comes to the page. */
export interface ModelDraft {
  provider: ModelSettings['provider']
  model: string
  baseUrl: string
  apiKey: string
  /** The stored key is to be forgotten. */
  isKeyRemoved: boolean
}

export const PROVIDERS: Record<
  ModelSettings['provider'],
  { name: string; hasUrl: boolean; modelHint: string; urlHint: string }
> = {
  openai: { name: 'OpenAI', hasUrl: false, modelHint: 'The name as OpenAI lists it', urlHint: '' },
  anthropic: { name: 'Anthropic', hasUrl: false, modelHint: 'The name as Anthropic lists it', urlHint: '' },
  ollama: { name: 'Ollama', hasUrl: true, modelHint: 'llama3.2', urlHint: 'http://127.0.0.1:11434' },
  'openai-compatible': {
    name: 'OpenAI-compatible',
    hasUrl: true,
    modelHint: 'The name that the server knows',
    urlHint: 'http://127.0.0.1:8000/v1',
  },
}

export function draftOf(
  model: ModelView | null,
  detected: readonly DetectedModels[],
  asked?: string | null,
): ModelDraft {
  const [first] = detected
  const wished = detected.find(({ provider }) => provider === asked) ?? first
  if (model && (!asked || asked === model.provider)) {
    return {
      provider: model.provider,
      model: model.model,
      baseUrl: model.baseUrl ?? '',
      apiKey: '',
      isKeyRemoved: false,
    }
  }
  return {
    provider: wished?.provider ?? 'openai',
    model: wished?.models[0] ?? '',
    baseUrl: wished && PROVIDERS[wished.provider].hasUrl ? wished.baseUrl : '',
    apiKey: '',
    isKeyRemoved: false,
  }
}

/** What is sent: an untouched key is left out, so that the stored one stays. */
export function settingsOf({ provider, model, baseUrl, apiKey, isKeyRemoved }: ModelDraft): ModelSettings {
  return {
    provider,
    model: model.trim(),
    ...(PROVIDERS[provider].hasUrl && baseUrl.trim() !== '' && { baseUrl: baseUrl.trim() }),
    ...(apiKey.trim() !== '' ? { apiKey: apiKey.trim() } : isKeyRemoved && { apiKey: '' }),
  }
}

export type DraftErrors = Partial<Record<'model' | 'baseUrl', string>>

export function errorsOf({ provider, model, baseUrl }: ModelDraft): DraftErrors {
  const url = baseUrl.trim()
  return {
    ...(model.trim() === '' && { model: 'Give the name of the model' }),
    ...(provider === 'openai-compatible' &&
      url === '' && { baseUrl: 'Give the address of the API, usually ending in /v1' }),
    ...(PROVIDERS[provider].hasUrl &&
      url !== '' &&
      !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) && {
        baseUrl: 'Give a whole address, beginning with http:// or https://',
      }),
  }
}

/** Whether the stored key goes with the draft: it belongs to one provider at one address. */
export function keepsKey(stored: ModelView | null, draft: ModelDraft): boolean {
  if (
    !stored?.hasKey ||
    stored.origin !== 'settings' ||
    draft.isKeyRemoved ||
    stored.provider !== draft.provider
  )
    return false
  return originOf(stored.baseUrl) === originOf(settingsOf(draft).baseUrl)
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined
}
