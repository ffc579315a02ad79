import 'server-only'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { chunkSettingsSchema } from '@/lib/domain/document'
import type { SettingsStore } from '@/lib/store/settings'
import type { Collections } from './collections'
import type { Intake } from './intake'

/** Set once they were taken in: whoever deletes them does not get them back. */
const SETTING = 'library.demo-documents'
const DEMO_COLLECTION = 'Portolan’s documentation'

export interface DemoDocumentsOptions {
  /** Has a README.md and a folder `docs`. */
  folder: string
  settings: Pick<SettingsStore, 'get' | 'set'>
  collections: Collections
  intake: Intake
}

/** Takes the project's own documentation in, once: something to ask questions of at the first start. */
export async function takeDemoDocuments(options: DemoDocumentsOptions, signal: AbortSignal): Promise<number> {
  const { folder, settings, collections, intake } = options
  if ((await settings.get(SETTING)) !== undefined) return 0
  const names = await markdownIn(folder)
  if (names.length === 0) return 0
  const [known] = (await collections.list()).filter(({ name }) => name === DEMO_COLLECTION)
  const { id } = known ?? (await collections.create({ ...ABOUT, chunking: chunkSettingsSchema.parse({}) }))
  const batch = await intake.begin(id, [])
  for (const name of names) {
    signal.throwIfAborted()
    const bytes = createReadStream(path.join(folder, name)) as AsyncIterable<Uint8Array>
    await batch.file({ name, mediaType: 'text/markdown', bytes })
  }
  await settings.set(SETTING, { documents: names.length })
  return names.length
}

const ABOUT = {
  name: DEMO_COLLECTION,
  description: 'How Portolan is set up, used and built; delete it when you have documents of your own',
  tags: ['demo'],
}

async function markdownIn(folder: string): Promise<string[]> {
  const below = await readdir(path.join(folder, 'docs'), { recursive: true }).catch(() => [])
  const docs = below
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.split(path.sep).join('/')}`)
  const top = await readdir(folder).catch(() => [])
  return [...top.filter((name) => name === 'README.md'), ...docs.sort()]
}
