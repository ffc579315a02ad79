/**
 * How well tools are found for tasks in a person's words, and the time it takes: on LiveMCPBench
 * (bench/data/livemcpbench) and, where PORTOLAN_BENCH_BFCL names the folder of its data, on the Berkeley Function Calling
 * Leaderboard. PORTOLAN_BENCH_EMBEDDER adds vectors (bench/tool-search/bench-embedder.ts).
 */
import { termsOf } from '@/lib/rag/lexical/terms-of'
import { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { printTable, writeResult } from './report'
import { benchEmbedder } from './tool-search/bench-embedder'
import { measureScale } from './tool-search/measure-scale'
import { measureSet, type Rank } from './tool-search/measure-set'
import { plainBm25 } from './tool-search/plain-bm25'
import { type BenchSet, benchSets } from './tool-search/sets'

/** What others published for LiveMCPBench: bench/data/livemcpbench/README.md. */
const PUBLISHED = {
  'published: BM25 with splitting': 34.72,
  'published: Qwen3-Embedding-8B': 50.82,
  'published: best': 53.48,
}
const { signal } = new AbortController()

function plain({ tools }: BenchSet, wordsOf: (text: string) => string[]): Rank {
  const texts = tools.map(
    ({ server, tool: { name, description, inputSchema } }) =>
      `${server} ${name} ${description ?? ''} ${JSON.stringify(inputSchema)}`,
  )
  const rank = plainBm25(texts, wordsOf)
  return (question) => Promise.resolve(rank(question).flatMap((at) => tools[at] ?? []))
}

function portolan({ tools }: BenchSet, search: ToolSearch, settings = {}): Rank {
  return async (question) => {
    const ranked = await search.rank(question, tools, { settings, signal, wait: true })
    return ranked.tools.map(({ known }) => known)
  }
}

const unsplit = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}_]+/u)
    .filter(Boolean)
const split = (text: string) => termsOf(text).map(({ term }) => term)

const embedder = await benchEmbedder()
const measured = []
for (const set of benchSets()) {
  console.log(`${set.name}: ${set.tasks.length} tasks, ${set.tools.length} tools`)
  const rankers: [string, Rank][] = [
    ['plain BM25', plain(set, unsplit)],
    ['BM25, names split and stemmed', plain(set, split)],
    ['Portolan, words alone', portolan(set, new ToolSearch({ embedder: null }))],
  ]
  if (embedder) {
    const search = new ToolSearch({ embedder })
    const model = embedder.current()?.model ?? ''
    rankers.push([`Portolan, ${model} alone`, portolan(set, search, { lexicalWeight: 0 })])
    rankers.push([`Portolan, words and ${model}`, portolan(set, search)])
  }
  for (const [name, rank] of rankers) measured.push(await measureSet(set, name, rank))
}
if (!embedder)
  console.log('Without vectors: PORTOLAN_BENCH_EMBEDDER names a folder with a model, or the URL of an API')
await embedder?.close()

const rows = measured.map(({ row }) => row)
printTable(rows)
for (const [name, recall] of Object.entries(PUBLISHED)) console.log(`LiveMCPBench, ${name}: R@5 ${recall}`)
const [first] = benchSets()
const scale = first ? [...(await measureScale(first, 1_000)), ...(await measureScale(first, 10_000))] : []
printTable(scale)
await writeResult('tool-search', {
  rows,
  folds: measured.map(({ row: { set, ranker }, folds }) => ({ set, ranker, 'R@5': folds })),
  scale,
  published: PUBLISHED,
})
