/** How well tools are found for tasks in a person's words (LiveMCPBench, bench/data/livemcpbench), and the time it takes. */
import { readFileSync } from 'node:fs'
import type { Tool } from '@/lib/domain/capability'
import type { Metrics } from '@/lib/domain/evaluation'
import { average, measure } from '@/lib/rag/evaluation/metrics'
import { termsOf } from '@/lib/rag/lexical/terms-of'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'
import { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { percentile, printTable, writeResult } from './report'
import { benchEmbedder } from './tool-search/bench-embedder'
import { plainBm25 } from './tool-search/plain-bm25'

interface BenchTool extends Tool {
  id: string
  server: string
  serverTitle: string
  serverDescription: string
}
interface Task {
  question: string
  gold: string[]
}
type Rank = (question: string) => Promise<string[]>

/** What others published for these tasks: bench/data/livemcpbench/README.md. */
const PUBLISHED = {
  'published: BM25 with splitting': 34.72,
  'published: Qwen3-Embedding-8B': 50.82,
  'published: best': 53.48,
}
const FOLDS = 5
const { signal } = new AbortController()

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`data/livemcpbench/${name}.json`, import.meta.url), 'utf8'))
}
// The bench's own files, as their README describes them.
const tools = read('tools') as BenchTool[]
const tasks = read('queries') as Task[]

const abouts = new Map(
  tools.map(({ server, serverTitle, serverDescription }) => [
    server,
    { title: serverTitle, description: serverDescription },
  ]),
)
const known = tools.map((tool): KnownTool & { id: string } => {
  const about = abouts.get(tool.server)
  return { id: tool.id, server: tool.server, tool, ...(about && { about }) }
})
const texts = tools.map(
  ({ server, name, description, inputSchema }) =>
    `${server} ${name} ${description} ${JSON.stringify(inputSchema)}`,
)

function plain(wordsOf: (text: string) => string[]): Rank {
  const rank = plainBm25(texts, wordsOf)
  return (question) => Promise.resolve(rank(question).map((at) => tools[at]?.id ?? ''))
}

function portolan(search: ToolSearch, settings = {}): Rank {
  return async (question) => {
    const { tools: ranked } = await search.rank(question, known, { settings, signal, wait: true })
    return ranked.map(({ known: { id } }) => id)
  }
}

interface Row {
  [column: string]: number | string
  ranker: string
  'R@5': number
  'N@10': number
  'C@10': number
}

const percent = (share: number) => Math.round(share * 10_000) / 100

function rowOf(ranker: string, metrics: Metrics | null, times: number[]): Row {
  times.sort((a, b) => a - b)
  return {
    ranker,
    'R@5': percent(metrics?.recallAt5 ?? 0),
    'N@10': percent(metrics?.ndcgAt10 ?? 0),
    'C@10': percent(metrics?.completenessAt10 ?? 0),
    p50Ms: Math.round(percentile(times, 0.5) * 100) / 100,
    p95Ms: Math.round(percentile(times, 0.95) * 100) / 100,
  }
}

async function run(ranker: string, rank: Rank): Promise<Row> {
  const measured: Metrics[] = []
  const times: number[] = []
  await rank('warm up')
  for (const { question, gold } of tasks) {
    const startedAt = performance.now()
    const order = await rank(question)
    times.push(performance.now() - startedAt)
    measured.push(measure(gold.map((id) => order.indexOf(id) + 1 || null)))
  }
  spread.push({ ranker, folds: folds(measured) })
  return rowOf(ranker, average(measured), times)
}

/** R@5 of every fifth of the tasks: how much of a difference is chance. */
function folds(measured: readonly Metrics[]): number[] {
  return Array.from({ length: FOLDS }, (_, fold) =>
    percent(average(measured.filter((_, at) => at % FOLDS === fold))?.recallAt5 ?? 0),
  )
}

const spread: { ranker: string; folds: number[] }[] = []
const unsplit = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}_]+/u)
    .filter(Boolean)
const rows = [
  await run('plain BM25', plain(unsplit)),
  await run(
    'BM25, names split and stemmed',
    plain((text) => termsOf(text).map(({ term }) => term)),
  ),
  await run('Portolan, words alone', portolan(new ToolSearch({ embedder: null }))),
]
const embedder = await benchEmbedder()
if (embedder) {
  const search = new ToolSearch({ embedder })
  const model = embedder.current()?.model ?? ''
  rows.push(await run(`Portolan, ${model} alone`, portolan(search, { lexicalWeight: 0 })))
  rows.push(await run(`Portolan, words and ${model}`, portolan(search)))
  search.stop()
  await embedder.close()
} else {
  console.log('Without vectors: set PORTOLAN_BENCH_EMBEDDER to a folder with model.onnx and tokenizer.json')
}
printTable(rows)
for (const [name, recall] of Object.entries(PUBLISHED)) console.log(`${name}: R@5 ${recall}`)
await writeResult('tool-search', {
  tools: tools.length,
  tasks: tasks.length,
  rows,
  folds: spread,
  published: PUBLISHED,
})
