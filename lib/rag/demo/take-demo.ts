import 'server-only'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { chunkSettingsSchema } from '@/lib/domain/document'
import type { Evaluation } from '@/lib/rag/evaluation/evaluation'
import type { Library } from '@/lib/rag/library/library'
import type { SettingsStore } from '@/lib/store/settings'

/** Set once all was taken in: whoever deletes it does not get it back. */
const SETTING = 'library.demo-documents'
const NAME = 'Portolan’s documentation'
const GOLD = 'docs/gold'

export interface DemoOptions {
  /** Has a README.md and a folder `docs`. */
  folder: string
  settings: Pick<SettingsStore, 'get' | 'set'>
  library: Library
  evaluation: Evaluation
}

/**
 * Takes the project's own documentation in, once, and the questions whose answers are known in it: something to ask,
 * and to measure, at the first start.
 */
export async function takeDemo(options: DemoOptions, signal: AbortSignal): Promise<void> {
  const { folder, settings, library } = options
  if ((await settings.get(SETTING)) !== undefined) return
  const names = await markdownIn(folder)
  if (names.length === 0) return
  const known = (await library.collections()).find(({ name }) => name === NAME)
  const { id } =
    known ?? (await library.createCollection({ ...ABOUT, chunking: chunkSettingsSchema.parse({}) }))
  const batch = await library.begin(id, [])
  for (const name of names) {
    signal.throwIfAborted()
    const bytes = createReadStream(path.join(folder, name)) as AsyncIterable<Uint8Array>
    await batch.file({ name, mediaType: 'text/markdown', bytes })
  }
  await takeQuestions(options, id)
  await settings.set(SETTING, { documents: names.length })
}

const ABOUT = {
  name: NAME,
  description: 'How Portolan is set up, used and built; delete it when you have documents of your own',
  tags: ['demo'],
}

/** One set of all files of questions, asked of the documentation alone. */
async function takeQuestions({ folder, evaluation }: DemoOptions, collection: string): Promise<void> {
  const files = (await namesBelow(path.join(folder, GOLD))).filter((name) => name.endsWith('.jsonl'))
  const { items } = await evaluation.list()
  if (files.length === 0 || items.some(({ name }) => name === NAME)) return
  const { id } = await evaluation.create({
    name: NAME,
    description: 'Questions whose answers stand in it: run them before and after a change of settings',
    collections: [collection],
    gate: null,
  })
  for (const name of files) {
    const text = await readFile(path.join(folder, GOLD, name), 'utf8')
    await evaluation.import(id, { format: 'jsonl', text })
  }
}

async function markdownIn(folder: string): Promise<string[]> {
  const below = await namesBelow(path.join(folder, 'docs'))
  const docs = below
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.split(path.sep).join('/')}`)
  const top = await readdir(folder).catch(() => [])
  return [...top.filter((name) => name === 'README.md'), ...docs]
}

/** Sorted; none where there is no such folder. */
async function namesBelow(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true }).catch(() => [])).sort()
}
