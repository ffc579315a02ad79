import 'server-only'
import { z } from 'zod'
import type { ModelVariables } from '@/lib/config/env'
import {
  type ChosenModel,
  MODEL_PROVIDERS,
  type ModelMeasures,
  type ModelPrices,
  type ModelSettings,
  modelSettingsSchema,
  type ModelView,
} from '@/lib/domain/api/chat'
import { AppError } from '@/lib/kit/app-error'

/** A model that is fully said: what the provider's client is made of. */
export interface PickedModel {
  provider: ModelSettings['provider']
  model: string
  baseUrl?: string
  apiKey?: string
  origin: ModelView['origin']
  contextTokens?: number
  prices?: ModelPrices
}

export const OLLAMA_DEFAULT = 'http://127.0.0.1:11434'

/** The stored choice wins over the environment's; null when there is neither. */
export function pickModel(stored: unknown, env: ModelVariables): PickedModel | null {
  const settings = readStored(stored)
  return settings ? fromSettings(settings, env) : fromEnvironment(env)
}

/**
 * Another model for one question, at a provider whose address and key are known: the one that is set, or one whose key
 * the environment holds. Throws `not-configured`.
 */
export function pickChosen(
  stored: unknown,
  env: ModelVariables,
  { provider, model }: ChosenModel,
): PickedModel {
  const current = pickModel(stored, env)
  if (current?.provider === provider)
    return current.model === model ? current : withoutMeasures(current, model)
  const key = providerKey(provider, env)
  if (provider === 'ollama' || key !== undefined) return fromSettings({ provider, model }, env)
  throw new AppError('not-configured', `${provider} is not set up here. Choose it in Settings first`)
}

/** What another model costs and holds is not what the one in use does. */
function withoutMeasures(picked: PickedModel, model: string): PickedModel {
  const place = { ...picked, model }
  delete place.contextTokens
  delete place.prices
  return place
}

/** With what is said of the model elsewhere, where its own settings say nothing. */
export function withMeasures(picked: PickedModel, said: ModelMeasures | undefined): PickedModel {
  const contextTokens = picked.contextTokens ?? said?.contextTokens
  const prices = picked.prices ?? said?.prices
  return { ...picked, ...(contextTokens !== undefined && { contextTokens }), ...(prices && { prices }) }
}

/** What a page may know of it. */
export function viewOf({ apiKey, ...shown }: PickedModel): ModelView {
  return { ...shown, hasKey: apiKey !== undefined }
}

/**
 * What is to be stored when a person saves `next` over `stored`. A key that is not given stays, but only for the place
 * that it was given for: otherwise whoever may change the address could have the key sent to an address of theirs.
 */
export function mergeSettings(stored: unknown, next: ModelSettings): ModelSettings {
  checkBaseUrl(next)
  const { apiKey, ...rest } = next
  const clean = withoutBlankUrl(rest)
  if (apiKey !== undefined) return apiKey === '' ? clean : { ...clean, apiKey }
  const before = readStored(stored)
  const isSamePlace =
    before?.provider === next.provider && originOf(before.baseUrl) === originOf(next.baseUrl)
  return isSamePlace && before.apiKey !== undefined ? { ...clean, apiKey: before.apiKey } : clean
}

/** `host:port`, `0.0.0.0` and a bare URL as Ollama's own OLLAMA_HOST takes them. */
export function ollamaUrl(host: string | undefined): string {
  if (host === undefined || host.trim() === '') return OLLAMA_DEFAULT
  const text = /^https?:\/\//i.test(host) ? host : `http://${host}`
  if (!URL.canParse(text)) return OLLAMA_DEFAULT
  const url = new URL(text)
  // An address to listen on, not one to call.
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1'
  if (url.port === '' && !/^https?:\/\//i.test(host)) url.port = '11434'
  return url.href.replace(/\/+$/, '')
}

function readStored(stored: unknown): ModelSettings | null {
  const read = modelSettingsSchema.safeParse(stored)
  return read.success ? read.data : null
}

export function fromSettings(settings: ModelSettings, env: ModelVariables): PickedModel {
  const { provider, model, baseUrl, contextTokens, prices } = settings
  const apiKey = settings.apiKey ?? providerKey(provider, env)
  return {
    provider,
    model,
    origin: 'settings',
    ...(provider === 'ollama'
      ? { baseUrl: baseUrl ?? ollamaUrl(env.ollamaHost) }
      : baseUrl !== undefined && { baseUrl }),
    ...(apiKey !== undefined && { apiKey }),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(prices !== undefined && { prices }),
  }
}

/** Only a provider's own key for that provider: the environment's other keys belong to other places. */
function providerKey(provider: ModelSettings['provider'], env: ModelVariables): string | undefined {
  if (provider === 'openai') return env.openaiApiKey
  if (provider === 'anthropic') return env.anthropicApiKey
  return undefined
}

function fromEnvironment(env: ModelVariables): PickedModel | null {
  if (env.model === undefined) return null
  const { provider, model } = readName(env.model, env)
  const baseUrl = provider === 'ollama' ? (env.baseUrl ?? ollamaUrl(env.ollamaHost)) : env.baseUrl
  const apiKey = env.apiKey ?? providerKey(provider, env)
  return {
    provider,
    model,
    origin: 'environment',
    ...(provider !== 'openai' && provider !== 'anthropic' && baseUrl !== undefined && { baseUrl }),
    ...(apiKey !== undefined && { apiKey }),
  }
}

const prefixSchema = z.enum(MODEL_PROVIDERS)

/** `provider/model`; a name alone (which may hold slashes too) is understood by what else is set. */
function readName(text: string, env: ModelVariables): Pick<PickedModel, 'provider' | 'model'> {
  const slash = text.indexOf('/')
  const prefix = prefixSchema.safeParse(text.slice(0, Math.max(0, slash)))
  if (prefix.success && slash < text.length - 1) {
    const isElsewhere = prefix.data === 'openai' && env.baseUrl !== undefined
    return { provider: isElsewhere ? 'openai-compatible' : prefix.data, model: text.slice(slash + 1) }
  }
  return { provider: guessProvider(text, env), model: text }
}

function guessProvider(model: string, env: ModelVariables): ModelSettings['provider'] {
  if (env.baseUrl !== undefined) return 'openai-compatible'
  if (model.startsWith('claude')) return 'anthropic'
  if (/^(gpt|o\d|chatgpt)/.test(model) || env.openaiApiKey !== undefined) return 'openai'
  return 'ollama'
}

function checkBaseUrl({ provider, baseUrl }: ModelSettings): void {
  if (provider === 'openai-compatible' && baseUrl === undefined) {
    throw new AppError(
      'bad-input',
      'An OpenAI-compatible provider needs its base URL, such as http://127.0.0.1:8000/v1',
    )
  }
  if ((provider === 'openai' || provider === 'anthropic') && baseUrl !== undefined) {
    throw new AppError(
      'bad-input',
      `${provider} has its own address. For another one choose "OpenAI-compatible" and give the base URL there`,
    )
  }
  if (baseUrl === undefined) return
  const { username, password, hostname } = new URL(baseUrl)
  // Where clouds keep their machines' credentials; no model answers there.
  if (/^169\.254\.|^\[fe80:/i.test(hostname)) {
    throw new AppError('bad-input', 'The base URL is a link-local address, where no model answers')
  }
  if (username !== '' || password !== '') {
    throw new AppError(
      'bad-input',
      'The base URL holds a user name or password. Give the key in its own field',
    )
  }
}

function withoutBlankUrl({ baseUrl, ...rest }: Omit<ModelSettings, 'apiKey'>): ModelSettings {
  return { ...rest, ...(baseUrl !== undefined && { baseUrl: baseUrl.replace(/\/+$/, '') }) }
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined
}
