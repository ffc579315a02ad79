import 'server-only'
import { z } from 'zod'
import type { DetectedModels } from '@/lib/domain/api/chat'
import type { Clock } from '@/lib/kit/clock'

/** Long enough for a program on this machine, short enough that a page does not wait for one that is not there. */
const LOOK_FOR_MS = 600
const REMEMBER_MS = 10_000
const MAX_MODELS = 200

const tagsSchema = z.object({
  models: z.array(
    z.object({ name: z.string(), details: z.object({ family: z.string().nullish() }).optional() }),
  ),
})
/** Models that give vectors and can't answer; the settings of retrieval offer them. */
const EMBEDS = /bert/i

/** Looks for a local Ollama, at most once in ten seconds. */
export class OllamaFinder {
  #found: { at: number; answer: Promise<DetectedModels | null> } | undefined

  constructor(
    private readonly baseUrl: string,
    private readonly clock: Clock,
  ) {}

  /** Null when none answers. */
  find(): Promise<DetectedModels | null> {
    const now = this.clock.now()
    if (!this.#found || now - this.#found.at > REMEMBER_MS) this.#found = { at: now, answer: this.#look() }
    return this.#found.answer
  }

  async #look(): Promise<DetectedModels | null> {
    try {
      const response = await fetch(`${this.baseUrl}/api/tags`, {
        signal: AbortSignal.timeout(LOOK_FOR_MS),
        redirect: 'error',
      })
      if (!response.ok) return null
      const { models } = tagsSchema.parse(await response.json())
      return {
        provider: 'ollama',
        baseUrl: this.baseUrl,
        models: models
          .filter(({ details }) => !EMBEDS.test(details?.family ?? ''))
          .slice(0, MAX_MODELS)
          .map(({ name }) => name),
      }
    } catch {
      // Nobody there, or somebody else: both mean that there is no Ollama to offer.
      return null
    }
  }
}
