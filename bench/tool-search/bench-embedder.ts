import path from 'node:path'
import type { Embedder } from '@/lib/rag/embed/embedder'
import { EndpointEmbedder } from '@/lib/rag/embed/endpoint/endpoint-embedder'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { OnnxEmbedder } from '@/lib/rag/embed/onnx/onnx-embedder'
import type { ToolEmbedder } from '@/lib/rag/tool-search/tool-vectors'

/**
 * The model that PORTOLAN_BENCH_EMBEDDER names: a folder with `model.onnx` and `tokenizer.json`, or the URL of an
 * OpenAI-compatible API (its model is PORTOLAN_BENCH_MODEL, its key PORTOLAN_BENCH_KEY). For a model that wants them,
 * PORTOLAN_BENCH_PREFIXES has the prefixes of queries and passages with a bar between: `query: |passage: `; a folder's vectors
 * are the mean of all tokens unless PORTOLAN_BENCH_POOLING is `cls`. Null without.
 */
export async function benchEmbedder(): Promise<(ToolEmbedder & { close(): Promise<void> }) | null> {
  const { PORTOLAN_BENCH_EMBEDDER: place = '', PORTOLAN_BENCH_PREFIXES: prefixes = '' } = process.env
  if (place === '') return null
  const [queryPrefix = '', passagePrefix = ''] = prefixes.split('|')
  const { model, embedder } = embedderAt(place, { queryPrefix, passagePrefix })
  const [probe] = await embedder.embed(['probe'], 'query', AbortSignal.timeout(60_000))
  return {
    current: () => ({ model, dimension: probe?.length ?? 0 }),
    embed: (texts, kind, signal) => embedder.embed(texts, kind, signal),
    close: () => embedder.close(),
  }
}

function embedderAt(
  place: string,
  prefixes: { queryPrefix: string; passagePrefix: string },
): { model: string; embedder: Embedder } {
  if (!/^https?:/.test(place)) {
    const model = path.basename(place)
    const pooling = process.env['PORTOLAN_BENCH_POOLING'] === 'cls' ? 'cls' : 'mean'
    const settings = { provider: 'onnx', model, pooling, ...prefixes } as const
    return { model, embedder: new OnnxEmbedder(settings, path.dirname(path.resolve(place))) }
  }
  const { PORTOLAN_BENCH_MODEL: model = '', PORTOLAN_BENCH_KEY: apiKey } = process.env
  const settings = { provider: 'openai-compatible', baseUrl: place, model, ...prefixes } as const
  const options = { clock: systemClock, random: Math.random, logger: silentLogger }
  return { model, embedder: new EndpointEmbedder({ ...settings, ...(apiKey && { apiKey }) }, options) }
}
