/**
 * What it takes to read documents of every type and to cut them, the memory of a PDF with 500 pages, and how long other
 * requests are held up while large documents are taken in.
 *
 *   npm run bench:ingest [-- --large 5 --on pglite,postgres]    (MB of Markdown and of text; 0: none)
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makePdf } from '@/e2e/fixtures/documents/make/make-pdf'
import { chunkSettingsSchema } from '@/lib/domain/document'
import { cutAgain, extract } from '@/lib/rag/extract/extract'
import type { Cutting } from '@/lib/rag/extract/extract-work'
import { eventLoopWhile, type Held } from './ingest/event-loop'
import { percentile, printTable, writeResult } from './report'

const ROUNDS = 30
const FOLDER = path.resolve('e2e/fixtures/documents')
const SMALL = [
  'rules.md',
  'notes.txt',
  'handbook.html',
  'handbook.pdf',
  'paper.pdf',
  'manual.docx',
  'briefing.pptx',
  'tides.xlsx',
  'ships.csv',
  'settings.json',
  'berths.py',
]
const cutting: Cutting = { settings: chunkSettingsSchema.parse({}), counting: { kind: 'estimate' } }

interface Row {
  [column: string]: number | string
  document: string
  kB: number
  perSecond: number
  p50Ms: number
  p95Ms: number
  cutMs: number
  passages: number
}

const rows: Row[] = []

async function measure(name: string, bytes: Uint8Array, rounds: number): Promise<void> {
  const times: number[] = []
  const cuts: number[] = []
  let passages = 0
  // The first starts a thread and loads the reader.
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now()
    const { facts, stretches } = await extract({ bytes: new Uint8Array(bytes), name }, { cutting })
    const read = performance.now()
    const at = new Map(stretches.map((stretch) => [stretch.start, Promise.resolve(stretch)]))
    const none = Promise.reject(new Error('There is no such part'))
    none.catch(() => undefined)
    passages = (await cutAgain(facts, (start) => at.get(start) ?? none, { cutting })).length
    if (round === 0) continue
    times.push(read - started)
    cuts.push(performance.now() - read)
  }
  const all = times.reduce((sum, time) => sum + time, 0)
  times.sort((a, b) => a - b)
  cuts.sort((a, b) => a - b)
  rows.push({
    document: name,
    kB: round(bytes.byteLength / 1_000),
    perSecond: round((times.length * 1_000) / all),
    p50Ms: round(percentile(times, 0.5)),
    p95Ms: round(percentile(times, 0.95)),
    cutMs: round(percentile(cuts, 0.5)),
    passages,
  })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** The project's own guides again and again: headings, lists, tables and code as people write them. */
function largeText(length: number): string {
  const guides = readdirSync('docs/guides')
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(path.join('docs/guides', name), 'utf8'))
    .join('\n\n')
  const copies = Math.ceil(length / guides.length)
  return Array.from({ length: copies }, (_, at) => `# Copy ${at}\n\n${guides}`)
    .join('\n\n')
    .slice(0, length)
}

/** Resident memory above what the process had before, at its most, while `task` runs. */
async function peakMb(task: () => Promise<unknown>): Promise<{ peakMb: number; ms: number }> {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10)
  const started = performance.now()
  await task()
  const ms = performance.now() - started
  clearInterval(timer)
  return {
    peakMb: Math.round((Math.max(most, process.memoryUsage.rss()) - before) / 2 ** 20),
    ms: Math.round(ms),
  }
}

const pageOf = (page: number) => [
  `Section ${page}`,
  ...Array.from(
    { length: 40 },
    (_, line) => `On page ${page}, line ${line + 1} tells of ships, tides and the fees of a port.`,
  ),
]
const pages = (count: number) => makePdf(Array.from({ length: count }, (_, at) => pageOf(at + 1)))

const memory = await peakMb(() => extract({ bytes: pages(500), name: '500-pages.pdf' }, { cutting }))
const present = new Set(readdirSync(FOLDER))
for (const name of SMALL.filter((each) => present.has(each))) {
  await measure(name, new Uint8Array(readFileSync(path.join(FOLDER, name))), ROUNDS)
}
await measure('10,000-rows.csv', Buffer.from(`ship,flag,tonnes\n${'Anna,NL,1200\n'.repeat(10_000)}`), 5)
await measure(
  '1-MB.md',
  Buffer.from(`# Log\n\n${'## A day\n\nThe ferry was late, and so was the pilot.\n\n'.repeat(20_000)}`),
  5,
)
await measure('100-pages.pdf', pages(100), 5)

const { values: options } = parseArgs({
  options: { large: { type: 'string', default: '5' }, on: { type: 'string', default: 'pglite,postgres' } },
})
const held: Held[] = []
const large = largeText(Number(options.large) * 1e6)
for (const on of options.on.split(',')) {
  if (large === '' || (on !== 'pglite' && on !== 'postgres')) continue
  for (const name of ['large.md', 'large.txt'])
    held.push(...(await eventLoopWhile(on, { name, text: large })))
}

printTable(rows)
console.log()
printTable(held)
console.log(`\nA PDF with 500 pages: ${memory.ms} ms, ${memory.peakMb} MB above what the process had before`)
await writeResult('ingest', {
  rounds: ROUNDS,
  rows,
  fiveHundredPages: memory,
  largeMb: Number(options.large),
  held,
})
process.exit(0)
