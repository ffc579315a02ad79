import 'server-only'
import { APICallError } from 'ai'
import { messageOf } from '@/lib/kit/app-error'

/** What a model can hold, as far as is known. */
export interface ModelContext {
  tokens: number
  /** Tokens that one of our estimated tokens has turned out to be. */
  ratio: number
}

const NUMBER = String.raw`(\d[\d,._]*\d|\d)`
/** As OpenAI, Anthropic, vLLM, llama.cpp and Ollama say it. */
const LIMITS = [
  new RegExp(
    String.raw`(?:maximum context length|context (?:size|length|window)|maximum input length|limit)\D{0,24}${NUMBER}`,
    'i',
  ),
  new RegExp(String.raw`${NUMBER}\s*(?:tokens\s*)?(?:maximum|max\b)`, 'i'),
]
const REQUESTED = [
  new RegExp(
    String.raw`(?:resulted in|requested(?: about)?|request|prompt (?:is too long|contains|has)|input (?:is|has))\D{0,24}${NUMBER}\s*(?:input )?tokens`,
    'i',
  ),
]
/** Where an error does not say what it can hold: so much of what was sent. */
const GUESS = 0.7
const LEAST = 512
const MAX_RATIO = 3

/**
 * What a model can hold, read from its provider's refusal; where that names no number, less than what was refused.
 * Every reading is smaller than the one before, or what was learnt from it.
 * @param estimated tokens of the refused request, by our estimate
 */
export function readContextError(
  error: unknown,
  { estimated, before }: { estimated: number; before: ModelContext | undefined },
): ModelContext {
  const text = APICallError.isInstance(error)
    ? `${error.message} ${error.responseBody ?? ''}`
    : messageOf(error)
  const said = firstNumber(text, LIMITS)
  const requested = firstNumber(text, REQUESTED)
  const ratio = requested ? Math.min(MAX_RATIO, Math.max(1, requested / Math.max(1, estimated))) : 1
  if (said !== undefined && said >= LEAST && (before?.tokens !== said || ratio > before.ratio)) {
    return { tokens: said, ratio: Math.max(ratio, before?.tokens === said ? before.ratio : 1) }
  }
  const tokens = Math.min(before?.tokens ?? Infinity, estimated)
  return { tokens: Math.max(LEAST, Math.floor(tokens * GUESS)), ratio: before?.ratio ?? 1 }
}

function firstNumber(text: string, patterns: readonly RegExp[]): number | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1]
    if (found !== undefined) return Number(found.replace(/[,._]/g, ''))
  }
  return undefined
}
