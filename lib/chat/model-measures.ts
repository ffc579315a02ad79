import 'server-only'
import { z } from 'zod'
import { type ChosenModel, type ModelMeasures, modelMeasuresSchema } from '@/lib/domain/api/chat'
import type { Logger } from '@/lib/kit/logger'
import type { ModelContext } from './model-limit'
import type { Settings } from './stores'

const MEASURES = 'model-measures'
const CONTEXTS = 'model-contexts'
/** The oldest are forgotten beyond this many. */
const MOST = 200

const listSchema = z.array(modelMeasuresSchema)
const contextsSchema = z.record(z.string(), z.object({ tokens: z.number(), ratio: z.number() }))

interface Options {
  settings: Settings
  logger: Logger
}

/** What models hold and cost, as people have said it, and what was learnt from providers' refusals. */
export class Measures {
  readonly #learnt = new Map<string, ModelContext>()
  #loading: Promise<void> | undefined

  constructor(private readonly options: Options) {}

  /** In the order in which they were said; what can't be read any more is none. */
  async list(): Promise<ModelMeasures[]> {
    const read = listSchema.safeParse(await this.options.settings.get(MEASURES))
    return read.success ? read.data : []
  }

  async of(model: ChosenModel): Promise<ModelMeasures | undefined> {
    return (await this.list()).find((one) => isSame(one, model))
  }

  /** Takes the place of what was said of the same model; forgets it where neither is given. */
  async set(measures: ModelMeasures): Promise<ModelMeasures[]> {
    const others = (await this.list()).filter((one) => !isSame(one, measures))
    const isEmpty = measures.contextTokens === undefined && measures.prices === undefined
    const next = (isEmpty ? others : [...others, measures]).slice(-MOST)
    await this.options.settings.set(MEASURES, next)
    return next
  }

  /** What a model at a place was found to hold, in this process or an earlier one. */
  async learnt(key: string): Promise<ModelContext | undefined> {
    this.#loading ??= this.#load()
    await this.#loading
    return this.#learnt.get(key)
  }

  /** Holds at once, and after a restart too where it can be kept. */
  learn(key: string, context: ModelContext): void {
    this.#learnt.set(key, context)
    const { settings, logger } = this.options
    const keep = async () => {
      const before = contextsSchema.safeParse(await settings.get(CONTEXTS))
      const all = { ...(before.success ? before.data : {}), [key]: context }
      await settings.set(CONTEXTS, Object.fromEntries(Object.entries(all).slice(-MOST)))
    }
    void keep().catch((error: unknown) => logger.warn({ err: error }, 'What a model holds was not kept'))
  }

  async #load(): Promise<void> {
    try {
      const read = contextsSchema.safeParse(await this.options.settings.get(CONTEXTS))
      for (const [key, context] of Object.entries(read.success ? read.data : {})) {
        // What was learnt meanwhile is newer.
        if (!this.#learnt.has(key)) this.#learnt.set(key, context)
      }
    } catch (error) {
      // Tried again with the next question; until then it is learnt anew.
      this.#loading = undefined
      this.options.logger.warn({ err: error }, 'What models hold could not be read')
    }
  }
}

function isSame(one: ChosenModel, other: ChosenModel): boolean {
  return one.provider === other.provider && one.model === other.model
}
