/**
 * What a turn adds to the time until a model's first word: the same model server on loopback, asked by itself and
 * through a turn, in turns. Conversations are kept in PGlite; passages come from a search that takes no time, for
 * searching has a bench of its own (bench:search). Then, of the built app, how a long conversation feels in the browser.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { chatParts, passage, resolvedModel, scriptedSearch } from '../e2e/fixtures/chat-parts'
import { createdDataDirectory } from '../e2e/fixtures/data-directory'
import { startModelServer } from '../e2e/fixtures/model-server'
import { fleet } from '../e2e/fixtures/scripted-fleet'
import { Chat } from '../lib/chat/chat'
import { silentLogger } from '../lib/kit/logger'
import { openDatabase } from '../lib/store/client'
import { ConversationStore } from '../lib/store/conversations'
import { measureBrowser } from './chat/browser'
import { percentile, printTable, writeResult } from './report'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '60' } } })
const ROUNDS = Number(values.rounds)
/** Messages of the conversations that are looked at in the browser. */
const LENGTHS = [200, 1_000]
const WARM_UP = 5
const QUESTION = 'Say something about the passages'
const words =
  'The source reads records below a domain and keeps the last snapshot when the resolver is silent. '
const passages = Array.from({ length: 8 }, (_, at) => passage(words.repeat(12), `guide-${at}.md`))
const tools = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`tool_number_${at}`, () => ({ content: [], isError: false })]),
  )

const CASES = [
  { name: 'no passages, no tools', passages: [], tools: 0, messages: 0 },
  { name: '8 passages, 24 tools', passages, tools: 24, messages: 0 },
  { name: '8 passages, 24 of 1,000 tools', passages, tools: 1_000, messages: 0 },
  { name: '8 passages, 24 tools, 200 messages before', passages, tools: 24, messages: 200 },
  { name: '8 passages, 24 tools, 1,000 messages before', passages, tools: 24, messages: 1_000 },
]

using directory = await createdDataDirectory()
const database = await openDatabase({ dataDir: directory.path, logger: silentLogger })
const store = new ConversationStore(database)
const server = await startModelServer()
const model = createOpenAICompatible({ name: 'bench', baseURL: server.baseUrl })('scripted')

async function bare(): Promise<number> {
  const startedAt = performance.now()
  const response = await fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'scripted',
      stream: true,
      messages: [{ role: 'user', content: QUESTION }],
    }),
  })
  return untilSaid(response, '"content":"', startedAt)
}

/** Milliseconds until the answer's first word; reads the rest, so that the next one finds a quiet machine. */
async function untilSaid(response: Response, sign: string, startedAt: number): Promise<number> {
  let said: number | undefined
  let text = ''
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    if (said === undefined && text.includes(sign)) said = performance.now() - startedAt
  }
  if (said === undefined) throw new Error(`There was no word in the answer: ${text.slice(0, 300)}`)
  return said
}

async function conversationOf(messages: number): Promise<string> {
  const { id } = await store.create({ id: crypto.randomUUID(), title: 'Bench' })
  const all = Array.from({ length: messages }, (_, at) => ({
    ...{ id: `m${at}`, role: at % 2 === 0 ? 'user' : 'assistant' },
    parts: [{ type: 'text', text: words.repeat(3) }],
    ...(at % 2 === 1 && { metadata: { startedAt: '', provider: 'x', model: 'x', outcome: 'completed' } }),
  }))
  await store.appendMessages(id, all)
  return id
}

const rows = []
for (const one of CASES) {
  const { pool, servers } = fleet(one.tools === 0 ? {} : { bench: { tools: tools(one.tools) } })
  const chat = new Chat({
    ...chatParts(),
    ...{ pool, servers, conversations: store, search: scriptedSearch(one.passages) },
    models: { resolve: () => Promise.resolve(resolvedModel(model)) },
  })
  const through = async () => {
    const conversationId = await conversationOf(one.messages)
    const startedAt = performance.now()
    const message = { id: 'q', role: 'user' as const, parts: [{ type: 'text', text: QUESTION }] }
    return untilSaid(
      await chat.answer({ body: { conversationId, message } }),
      '"type":"text-delta"',
      startedAt,
    )
  }
  const times = { bare: [] as number[], turn: [] as number[] }
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [alone, turn] = [await bare(), await through()]
    if (round < 0) continue
    times.bare.push(alone)
    times.turn.push(turn)
  }
  const sorted = { bare: times.bare.sort((a, b) => a - b), turn: times.turn.sort((a, b) => a - b) }
  const at = (share: number) => percentile(sorted.turn, share) - percentile(sorted.bare, share)
  rows.push({
    case: one.name,
    'bare p50 ms': percentile(sorted.bare, 0.5),
    'turn p50 ms': percentile(sorted.turn, 0.5),
    'added p50 ms': at(0.5),
    'added p95 ms': at(0.95),
  })
  await chat.stop()
}
printTable(rows)
await server.stop()
await database.close()
const isBuilt = existsSync(path.join(import.meta.dirname, '../.next/standalone/server.js'))
const browser = []
if (isBuilt) for (const messages of LENGTHS) browser.push(await measureBrowser({ messages }))
else console.log('The browser is not measured: build the app first (npm run build).')
for (const { felt, ...one } of browser) {
  console.log('')
  printTable([{ ...one }])
  printTable(felt.map((each) => ({ ...each })))
}
await writeResult('chat', { rounds: ROUNDS, firstWord: rows, ...(isBuilt && { browser }) })
