import type { ToolEmbedder } from '@/lib/rag/tool-search/tool-vectors'

/** The embedder that PORTOLAN_BENCH_EMBEDDER names; null without. */
export function benchEmbedder(): Promise<ToolEmbedder | null> {
  return Promise.resolve(null)
}
