import type {
  DetectedModels,
  ModelMeasures,
  ModelPrices,
  ModelSettings,
  ModelView,
} from '@/lib/domain/api/chat'
import { type KeyDraft, keyOf, NO_KEY, originOf, urlError } from './service-draft'

/** What the form holds. */
export interface ModelDraft extends KeyDraft {
  provider: ModelSettings['provider']
  model: string
  baseUrl: string
  /** Numbers as they are typed; empty where nothing is known. */
  contextTokens: string
  inputPrice: string
  outputPrice: string
  cachedPrice: string
  currency: string
}

type Facts = Pick<ModelDraft, 'contextTokens' | 'inputPrice' | 'outputPrice' | 'cachedPrice' | 'currency'>

export const NO_FACTS: Facts = {
  contextTokens: '',
  inputPrice: '',
  outputPrice: '',
  cachedPrice: '',
  currency: 'USD',
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
      ...NO_KEY,
      ...factsOf(model),
    }
  }
  return {
    provider: wished?.provider ?? 'openai',
    model: wished?.models[0] ?? '',
    baseUrl: wished && PROVIDERS[wished.provider].hasUrl ? wished.baseUrl : '',
    ...NO_KEY,
    ...NO_FACTS,
  }
}

/** One of another model, whose place and key are those of its provider. */
export function emptyDraft(provider: ModelDraft['provider']): ModelDraft {
  return { provider, model: '', baseUrl: '', ...NO_KEY, ...NO_FACTS }
}

export function measuredDraft(measures: ModelMeasures): ModelDraft {
  return { ...emptyDraft(measures.provider), model: measures.model, ...factsOf(measures) }
}

function factsOf({ contextTokens, prices }: Pick<ModelMeasures, 'contextTokens' | 'prices'>): Facts {
  return {
    contextTokens: contextTokens?.toString() ?? '',
    inputPrice: prices?.input.toString() ?? '',
    outputPrice: prices?.output.toString() ?? '',
    cachedPrice: prices?.cached?.toString() ?? '',
    currency: prices?.currency ?? 'USD',
  }
}

/** What is sent: an untouched key is left out, so that the stored one stays. */
export function settingsOf(draft: ModelDraft): ModelSettings {
  const { provider, model, baseUrl, contextTokens } = draft
  const prices = pricesOf(draft)
  return {
    provider,
    model: model.trim(),
    ...(PROVIDERS[provider].hasUrl && baseUrl.trim() !== '' && { baseUrl: baseUrl.trim() }),
    ...keyOf(draft),
    ...(contextTokens.trim() !== '' && { contextTokens: Number(contextTokens) }),
    ...(prices && { prices }),
  }
}

/** What is sent of another model: its name, what it holds and what it costs. */
export function measuresOf(draft: ModelDraft): ModelMeasures {
  const { provider, model, contextTokens, prices } = settingsOf(draft)
  return { provider, model, ...(contextTokens !== undefined && { contextTokens }), ...(prices && { prices }) }
}

/** Nothing where neither price is given: then there is no cost to tell. */
function pricesOf({ inputPrice, outputPrice, cachedPrice, currency }: ModelDraft): ModelPrices | undefined {
  if (inputPrice.trim() === '' && outputPrice.trim() === '') return undefined
  return {
    input: Number(inputPrice),
    output: Number(outputPrice),
    ...(cachedPrice.trim() !== '' && { cached: Number(cachedPrice) }),
    currency: currency.trim().toUpperCase(),
  }
}

export type DraftErrors = Partial<
  Record<
    'model' | 'baseUrl' | 'contextTokens' | 'inputPrice' | 'outputPrice' | 'cachedPrice' | 'currency',
    string
  >
>

export function errorsOf(draft: ModelDraft): DraftErrors {
  const { provider, model, baseUrl } = draft
  // What runs on this machine has an address of its own.
  const mayBeEmpty = provider !== 'openai-compatible'
  const isAsked = PROVIDERS[provider].hasUrl && !(mayBeEmpty && baseUrl.trim() === '')
  const url = isAsked ? urlError(baseUrl) : undefined
  return {
    ...factErrors(draft),
    ...(model.trim() === '' && { model: 'Give the name of the model' }),
    ...(url !== undefined && { baseUrl: url }),
  }
}

/** Of another model only what it holds and costs is said, and one of both at least. */
export function errorsOfMeasures(draft: ModelDraft): DraftErrors {
  const errors: DraftErrors = {
    ...factErrors(draft),
    ...(draft.model.trim() === '' && { model: 'Give the name of the model' }),
  }
  const said = [draft.contextTokens, draft.inputPrice, draft.outputPrice].some((text) => text.trim() !== '')
  return said ? errors : { ...errors, inputPrice: 'Give its prices, or what it holds' }
}

function factErrors(draft: ModelDraft): DraftErrors {
  const context = draft.contextTokens.trim()
  const errors: DraftErrors = {}
  if (
    context !== '' &&
    !(/^\d+$/.test(context) && Number(context) >= LEAST_CONTEXT && Number(context) <= MOST_CONTEXT)
  ) {
    errors.contextTokens = 'Give a whole number of tokens, such as 128000'
  }
  for (const name of ['inputPrice', 'outputPrice', 'cachedPrice'] as const) {
    const price = draft[name].trim()
    if (price !== '' && !(Number(price) >= 0 && Number(price) <= MOST_PRICE))
      errors[name] = 'Give a number, such as 2.5'
  }
  const hasPrice = draft.inputPrice.trim() !== '' || draft.outputPrice.trim() !== ''
  for (const name of ['inputPrice', 'outputPrice'] as const) {
    if (hasPrice && draft[name].trim() === '') errors[name] = 'Give this price too; 0 where it is free'
  }
  if (!/^[A-Za-z]{3}$/.test(draft.currency.trim())) errors.currency = 'Three letters, such as USD'
  return errors
}

const LEAST_CONTEXT = 256
const MOST_CONTEXT = 100_000_000
const MOST_PRICE = 1_000_000

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
