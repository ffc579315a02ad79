import 'server-only'
import { estimateTokens } from '../embed/estimate-tokens'
import type { WordCounter } from '../embed/onnx/word-counter'
import type { TokenCounting } from './extract-work'

/** Of the last model: a tokenizer takes a second to read, and what it has counted is known. */
let opened: { folder: string; counter: Promise<WordCounter> } | undefined

/** Counts tokens on this thread; estimates where the tokenizer can't be read. */
export async function counterOf(counting: TokenCounting): Promise<(text: string) => number> {
  if (counting.kind === 'estimate') return estimateTokens
  const { folder } = counting
  if (opened?.folder !== folder) opened = { folder, counter: open(folder) }
  try {
    const counter = await opened.counter
    return (text) => counter.count(text)
  } catch {
    opened = undefined
    return estimateTokens
  }
}

/** Loaded when a model on disk is there. */
async function open(folder: string): Promise<WordCounter> {
  const { WordCounter } = await import('../embed/onnx/word-counter')
  return WordCounter.open(folder)
}
