import 'server-only'
import { generateText } from 'ai'
import { AppError } from '@/lib/kit/app-error'
import { describeModelFailure } from '../model-error'
import { PROVIDER_OPTIONS, type ResolvedModel } from '../models'
import type { Sample } from './questions'

const LIMIT_MS = 120_000

/** Asks the chosen model what a server wants to know of one, within the tokens that were shown to the person. */
export function sampleWith(resolve: () => Promise<ResolvedModel | null>): Sample {
  return async ({ asks, how }, signal) => {
    const chosen = await resolve()
    if (!chosen) throw new AppError('not-configured', 'no model is set here')
    try {
      const { text, finishReason } = await generateText({
        model: chosen.model,
        ...(asks.system !== undefined && { instructions: asks.system }),
        messages: asks.messages.map(({ role, text: content }) =>
          role === 'assistant' ? { role, content } : { role: 'user' as const, content },
        ),
        maxOutputTokens: asks.maxTokens,
        ...(how.temperature !== undefined && { temperature: how.temperature }),
        ...(how.stopSequences && { stopSequences: how.stopSequences }),
        maxRetries: 1,
        abortSignal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
        ...PROVIDER_OPTIONS,
      })
      const stopReason = finishReason === 'length' ? 'maxTokens' : 'endTurn'
      return { text, model: chosen.view.model, stopReason }
    } catch (error) {
      const { message } = describeModelFailure(error, chosen.secrets)
      throw new AppError('call-failed', `the model did not answer: ${message}`)
    }
  }
}
