import type { ToolEmbedder } from '@/lib/rag/tool-search/tool-vectors'
import { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { percentile } from '../report'
import type { BenchSet, BenchTool } from './sets'

const DIMENSION = 384
const { signal } = new AbortController()

/** How long it takes to rank so many tools: those of a set, over again on other servers. Vectors cost nothing to make here. */
export async function measureScale({ tools, tasks }: BenchSet, count: number) {
  const many = Array.from({ length: count }, (_, at) => copyOf(tools, at))
  const rows = []
  for (const embedder of [null, freeEmbedder]) {
    const search = new ToolSearch({ embedder })
    const startedAt = performance.now()
    await search.rank('warm up', many, { signal, wait: true })
    const firstMs = performance.now() - startedAt
    const times: number[] = []
    for (const { question } of tasks) {
      const begun = performance.now()
      await search.rank(question, many, { signal })
      times.push(performance.now() - begun)
    }
    times.sort((a, b) => a - b)
    const [p50Ms, p95Ms] = [percentile(times, 0.5), percentile(times, 0.95)]
    const ranker = embedder ? 'words and vectors' : 'words alone'
    rows.push({ tools: count, ranker, firstMs, p50Ms, p95Ms })
    search.stop()
  }
  return rows
}

function copyOf(tools: readonly BenchTool[], at: number): BenchTool {
  const original = tools[at % tools.length]
  if (!original) throw new Error('There are no tools to copy')
  const copy = Math.floor(at / tools.length)
  const { id, server, tool } = original
  return { ...original, id: `${id}-${copy}`, server: `${server}-${copy}`, tool: { ...tool } }
}

const freeEmbedder: ToolEmbedder = {
  current: () => ({ model: 'free', dimension: DIMENSION }),
  embed: (texts) => Promise.resolve(texts.map((text) => new Float32Array(DIMENSION).fill(text.length % 7))),
}
