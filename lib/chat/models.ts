import 'server-only'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, type LanguageModel } from 'ai'
import type { ModelVariables } from '@/lib/config/env'
import type {
  ChosenModel,
  DetectedModels,
  ModelMeasures,
  ModelSettings,
  ModelView,
} from '@/lib/domain/api/chat'
import { AppError } from '@/lib/kit/app-error'
import { assertNever } from '@/lib/kit/assert-never'
import type { Clock } from '@/lib/kit/clock'
import { deadline } from '@/lib/kit/deadline'
import type { Logger } from '@/lib/kit/logger'
import { describeModelFailure } from './model-error'
import type { ModelContext } from './model-limit'
import { Measures } from './model-measures'
import { OllamaFinder } from './ollama'
import {
  mergeSettings,
  ollamaUrl,
  fromSettings,
  type PickedModel,
  pickChosen,
  pickModel,
  viewOf,
  withMeasures,
} from './pick-model'
import type { Settings } from './stores'

export interface ResolvedModel {
  model: Exclude<LanguageModel, string>
  /** What it can hold, as set or as learnt from a refusal; unknown without. */
  context?: ModelContext | undefined
  /** Remembers what it can hold, for the questions to come. */
  learn: (context: ModelContext) => void
  view: ModelView
  /** Taken out of every message that a provider's error carries. */
  secrets: string[]
}

export interface ModelsOptions {
  settings: Settings
  env: ModelVariables
  clock: Clock
  logger: Logger
}

const SETTING = 'model'
const TEST_LIMIT_MS = 30_000

/** Which model answers: the one chosen on the settings page, else the environment's. */
export class Models {
  readonly #ollama: OllamaFinder
  readonly #measures: Measures

  constructor(private readonly options: ModelsOptions) {
    this.#measures = new Measures(options)
    this.#ollama = new OllamaFinder(ollamaUrl(options.env.ollamaHost), options.clock)
  }

  async view(): Promise<{
    model: ModelView | null
    detected: DetectedModels[]
    measures: ModelMeasures[]
  }> {
    const [picked, detected, measures] = await Promise.all([
      this.#picked(),
      this.#detect(),
      this.#measures.list(),
    ])
    return { model: picked && viewOf(picked), detected, measures }
  }

  /** What a model holds and costs that is not the one set here. */
  async setMeasures(measures: ModelMeasures): Promise<{ measures: ModelMeasures[] }> {
    return { measures: await this.#measures.set(measures) }
  }

  /** Throws `bad-input` where the base URL is missing or does not belong. */
  async set(next: ModelSettings): Promise<ModelView> {
    const { settings, env, logger } = this.options
    const stored = await settings.get(SETTING)
    const merged = mergeSettings(stored, next)
    const before = pickModel(stored, env)
    // Still chosen for single questions perhaps, it costs what it did.
    if (before?.origin === 'settings' && before.model !== merged.model) await this.#keepMeasures(before)
    await settings.set(SETTING, merged, { secret: true })
    logger.info({ provider: merged.provider, model: merged.model }, 'Model chosen')
    return viewOf(fromSettings(merged, env))
  }

  async clear(): Promise<void> {
    await this.options.settings.remove(SETTING)
  }

  /** Asks the given model, or the one in use, for a word. Says what is wrong rather than throwing. */
  async test(given?: ModelSettings): Promise<{ ok: boolean; message: string; durationMs: number }> {
    const { settings, env, clock } = this.options
    const stored = await settings.get(SETTING)
    const picked = pickModel(given ? mergeSettings(stored, given) : stored, env)
    if (!picked) return { ok: false, message: 'No model is set', durationMs: 0 }
    const startedAt = clock.now()
    using limit = deadline(undefined, TEST_LIMIT_MS, `The model ${picked.model}`)
    try {
      const { text } = await generateText({
        model: makeModel(picked),
        prompt: 'Answer with the one word: ready',
        // A reasoning model spends tokens before its first word.
        maxOutputTokens: 512,
        maxRetries: 0,
        abortSignal: limit,
        ...PROVIDER_OPTIONS,
      })
      const answer = text.trim().slice(0, 80)
      return {
        ok: true,
        message: answer === '' ? `${picked.model} answered` : `${picked.model} answered: ${answer}`,
        durationMs: clock.now() - startedAt,
      }
    } catch (error) {
      const { message } = describeModelFailure(error, secretsOf(picked))
      return { ok: false, message, durationMs: clock.now() - startedAt }
    }
  }

  /** The one that is set, or the one chosen for this question. Null when none is set; throws `not-configured`. */
  async resolve(chosen?: ChosenModel): Promise<ResolvedModel | null> {
    const { settings, env } = this.options
    const stored = await settings.get(SETTING)
    const named = chosen ? pickChosen(stored, env, chosen) : pickModel(stored, env)
    if (!named) return null
    const picked = withMeasures(named, await this.#measures.of(named))
    const key = `${picked.provider} ${picked.baseUrl ?? ''} ${picked.model} ${picked.contextTokens ?? ''}`
    const set = picked.contextTokens === undefined ? undefined : { tokens: picked.contextTokens, ratio: 1 }
    return {
      model: makeModel(picked),
      view: viewOf(picked),
      secrets: secretsOf(picked),
      context: (await this.#measures.learnt(key)) ?? set,
      learn: (context) => this.#measures.learn(key, context),
    }
  }

  async #keepMeasures({ provider, model, contextTokens, prices }: PickedModel): Promise<void> {
    if (contextTokens === undefined && !prices) return
    await this.#measures.set({
      ...{ provider, model },
      ...(contextTokens !== undefined && { contextTokens }),
      ...(prices && { prices }),
    })
  }

  async #picked(): Promise<PickedModel | null> {
    return pickModel(await this.options.settings.get(SETTING), this.options.env)
  }

  /** Local models, and providers whose key is in the environment while no model is named. */
  async #detect(): Promise<DetectedModels[]> {
    const { openaiApiKey, anthropicApiKey } = this.options.env
    const ollama = await this.#ollama.find()
    return [
      ...(ollama ? [ollama] : []),
      ...(openaiApiKey
        ? [{ provider: 'openai' as const, baseUrl: 'https://api.openai.com/v1', models: [] }]
        : []),
      ...(anthropicApiKey
        ? [{ provider: 'anthropic' as const, baseUrl: 'https://api.anthropic.com/v1', models: [] }]
        : []),
    ]
  }
}

/** Nothing is to be kept at the provider's: conversations live here. */
export const PROVIDER_OPTIONS = { providerOptions: { openai: { store: false } } }

/** An explicit key and address: the SDK must not look into the environment by itself and send that key elsewhere. */
function makeModel({ provider, model, baseUrl, apiKey }: PickedModel): Exclude<LanguageModel, string> {
  switch (provider) {
    case 'openai':
      return createOpenAI({
        apiKey: needed(apiKey, 'OpenAI', 'OPENAI_API_KEY'),
        baseURL: 'https://api.openai.com/v1',
      })(model)
    case 'anthropic':
      return createAnthropic({
        apiKey: needed(apiKey, 'Anthropic', 'ANTHROPIC_API_KEY'),
        baseURL: 'https://api.anthropic.com/v1',
      })(model)
    case 'ollama':
      return createOpenAICompatible({
        name: 'ollama',
        baseURL: `${baseUrl ?? ''}/v1`,
        includeUsage: true,
        ...keyed(apiKey),
      })(model)
    case 'openai-compatible':
      return createOpenAICompatible({
        name: 'compatible',
        baseURL: baseUrl ?? '',
        includeUsage: true,
        ...keyed(apiKey),
      })(model)
    default:
      return assertNever(provider)
  }
}

function needed(apiKey: string | undefined, provider: string, variable: string): string {
  if (apiKey !== undefined) return apiKey
  throw new AppError(
    'not-configured',
    `${provider} needs an API key. Enter one in Settings, or set ${variable}`,
  )
}

function keyed(apiKey: string | undefined): { apiKey?: string } {
  return apiKey === undefined ? {} : { apiKey }
}

function secretsOf({ apiKey }: PickedModel): string[] {
  return apiKey === undefined ? [] : [apiKey]
}
