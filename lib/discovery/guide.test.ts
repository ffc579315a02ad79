import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { urlListSource } from '@/docs/guides/examples/url-list'
import { EventBus } from '@/lib/events/bus'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import type { Snapshot } from '@/lib/domain/snapshot'
import { Discovery } from './discovery'

const read = (file: string) => readFile(path.join(process.cwd(), file), 'utf8')

it('shows the very source that is tested here', async () => {
  const guide = await read('docs/guides/add-a-source.md')
  const [example] =
    /(?<=```ts\n\/\/ lib\/discovery\/sources\/url-list\.ts\n)[\s\S]*?(?=```)/.exec(guide) ?? []
  expect(example).toBe(await read('docs/guides/examples/url-list.ts'))
})

it('shows the contract as it is', async () => {
  const guide = await read('docs/guides/add-a-source.md')
  const contract = await read('lib/discovery/source.ts')
  const [shown] = /(?<=```ts\n\/\/ lib\/discovery\/source\.ts\n)[\s\S]*?(?=```)/.exec(guide) ?? []
  expect(contract).toContain(shown)
})

it('has an example that works: its servers are found, and a failure is a result', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'portolan-guide-'))
  const file = path.join(folder, 'urls.txt')
  const applied: Snapshot[] = []
  const registry = {
    apply: (_: string, snapshot: Snapshot) => {
      applied.push(snapshot)
      return Promise.resolve({ added: [], changed: [], removed: [] })
    },
    sourceFailed: () => undefined,
  }
  const parts = { registry, bus: new EventBus(silentLogger), clock: systemClock, logger: silentLogger }
  const discovery = new Discovery({ sources: [urlListSource(file)], ...parts })
  try {
    await writeFile(file, '# ours\nhttps://files.example.com/mcp\n\nhttp://localhost:3001/mcp # local\n')
    expect(await discovery.run('url-list')).toMatchObject({
      servers: ['files.example.com', 'localhost-3001'],
    })
    expect(applied[0]?.candidates[1]).toMatchObject({
      origin: { place: file, line: 4 },
      spec: { endpoint: { url: 'http://localhost:3001/mcp' } },
    })
    await rm(file)
    expect((await discovery.run('url-list')).error?.message).toMatch(/ENOENT/)
    expect(applied).toHaveLength(1)
  } finally {
    await discovery.stop()
    await rm(folder, { recursive: true })
  }
})
