import path from 'node:path'
import { OnnxEmbedder } from '@/lib/rag/embed/onnx/onnx-embedder'
import type { ToolEmbedder } from '@/lib/rag/tool-search/tool-vectors'

/** The model in the folder that PORTOLAN_BENCH_EMBEDDER names (`model.onnx`, `tokenizer.json`); null without. */
export async function benchEmbedder(): Promise<(ToolEmbedder & { close(): Promise<void> }) | null> {
  const folder = process.env['PORTOLAN_BENCH_EMBEDDER']
  if (folder === undefined || folder === '') return null
  const model = path.basename(folder)
  const settings = { provider: 'onnx', model, queryPrefix: '', passagePrefix: '', pooling: 'mean' } as const
  const embedder = new OnnxEmbedder(settings, path.dirname(path.resolve(folder)))
  const [probe] = await embedder.embed(['probe'], 'query', AbortSignal.timeout(60_000))
  return {
    current: () => ({ model, dimension: probe?.length ?? 0 }),
    embed: (texts, kind, signal) => embedder.embed(texts, kind, signal),
    close: () => embedder.close(),
  }
}
