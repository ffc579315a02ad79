import 'server-only'
import { wrapLanguageModel } from 'ai'
import type { Clock } from '@/lib/kit/clock'
import { pause } from '@/lib/kit/pause'
import { estimateCall, fitCall, type FitOptions, type ModelCall, type Shortened } from './answer-fit'
import type { Notices } from './answer-notices'
import { firstShown } from './first-shown'
import { describeModelFailure } from './model-error'
import { readContextError } from './model-limit'
import type { ResolvedModel } from './models'
import { MAX_TRIES, retryDelay } from './retry-delay'

/** Cut again at most so often, when a provider says that it is still too much. */
const MAX_CUTS = 4

export interface PatienceOptions extends Pick<FitOptions, 'questionWith' | 'passages'> {
  notices: Notices
  clock: Clock
  random: () => number
  signal: AbortSignal
  /** Told when passages had to go, of which so many are left. */
  onFewerPassages: (left: number) => void
}

/**
 * The model, asked again when its provider is busy or broken, as it wishes (Retry-After, RFC 9110) or after a growing
 * pause, and with less when it says that the context is too long. An answer that breaks before anything of it was shown
 * counts as a refusal. What was waited for and left out is told.
 */
export function patientModel(
  resolved: ResolvedModel,
  options: PatienceOptions,
): ReturnType<typeof wrapLanguageModel> {
  return wrapLanguageModel({
    model: resolved.model,
    middleware: {
      wrapStream: ({ params, model }) =>
        askPatiently(resolved, options, params, async (call) => {
          const result = await model.doStream(call)
          return { ...result, stream: await firstShown(result.stream, call.abortSignal) }
        }),
    },
  })
}

async function askPatiently<T>(
  resolved: ResolvedModel,
  options: PatienceOptions,
  params: ModelCall,
  ask: (call: ModelCall) => PromiseLike<T>,
): Promise<T> {
  let context = resolved.context
  let call = fitted(params, context, options)
  let tries = 1
  let cuts = 0
  for (;;) {
    try {
      return await ask(call)
    } catch (error) {
      options.signal.throwIfAborted()
      const failure = describeModelFailure(error, resolved.secrets)
      if (failure.code === 'too-long' && cuts++ < MAX_CUTS) {
        context = readContextError(error, { estimated: estimateCall(call), before: context })
        resolved.learn(context)
        call = fitted(params, context, options)
        continue
      }
      const delayMs = retryDelay(error, tries, options)
      if (delayMs === undefined) throw error
      tries++
      await wait(options, { tries, delayMs, message: failure.message })
    }
  }
}

async function wait(
  { notices, clock, signal }: PatienceOptions,
  { tries, delayMs, message }: { tries: number; delayMs: number; message: string },
): Promise<void> {
  notices.wait({
    message,
    attempt: tries,
    of: MAX_TRIES,
    until: new Date(clock.now() + delayMs).toISOString(),
  })
  await pause(clock, delayMs, signal)
  notices.wait(null)
  signal.throwIfAborted()
  notices.tell('retried', `The provider was asked again. ${message}`)
}

function fitted(params: ModelCall, context: ResolvedModel['context'], options: PatienceOptions): ModelCall {
  if (!context) return params
  const { call, shortened } = fitCall(params, {
    contextTokens: context.tokens,
    ratio: context.ratio,
    questionWith: options.questionWith,
    passages: options.passages,
  })
  const words = shortenedWords(shortened)
  if (words !== '')
    options.notices.tell(
      'shortened',
      `Left out to fit into the model's context of ${context.tokens} tokens: ${words}.`,
    )
  if (shortened.passages > 0) options.onFewerPassages(options.passages - shortened.passages)
  return call
}

function shortenedWords({ oldResults, messages, passages, newResults }: Shortened): string {
  const counted = (count: number, one: string, many: string) =>
    count === 0 ? [] : [count === 1 ? one : `${count} ${many}`]
  return [
    ...counted(oldResults, 'the end of an earlier tool result', 'ends of earlier tool results'),
    ...counted(messages, 'an earlier message', 'earlier messages'),
    ...counted(passages, 'the last passage', 'passages of the last ranks'),
    ...(newResults > 0 ? ['the ends of long tool results'] : []),
  ].join(', ')
}
