import 'server-only'
import type { LanguageModel } from 'ai'
import type { DetectedModels, ModelSettings, ModelView } from '@/lib/domain/api/chat'
import type { ModelVariables } from '@/lib/config/env'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Settings } from './stores'

export interface ResolvedModel {
  model: LanguageModel
  view: ModelView
  /** Never to be told: taken out of every message that a provider's error carries. */
  secrets: string[]
}

export interface ModelsOptions {
  settings: Settings
  env: ModelVariables
  clock: Clock
  logger: Logger
}

/** Which model answers: the one from the settings page, else the environment's. */
export class Models {
  constructor(private readonly options: ModelsOptions) {}

  view(): Promise<{ model: ModelView | null; detected: DetectedModels[] }> {
    void this.options
    return Promise.resolve({ model: null, detected: [] })
  }

  set(settings: ModelSettings): Promise<ModelView> {
    return Promise.reject(new Error(`not yet: ${settings.model}`))
  }

  clear(): Promise<void> {
    return Promise.resolve()
  }

  test(settings?: ModelSettings): Promise<{ ok: boolean; message: string; durationMs: number }> {
    return Promise.resolve({ ok: false, message: settings ? 'not yet' : 'No model is set', durationMs: 0 })
  }

  /** Null when no model is set. */
  resolve(): Promise<ResolvedModel | null> {
    return Promise.resolve(null)
  }
}
