import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { urlListMethod } from '@/docs/guides/examples/url-list'
import { makeDiscovery, MemorySettings, NameRegistry } from '@/e2e/fixtures/memory-discovery'

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
  const shown = [...guide.matchAll(/(?<=```ts\n\/\/ lib\/discovery\/source\.ts\n)[\s\S]*?(?=```)/g)]
  expect(shown).toHaveLength(2)
  for (const [code] of shown) expect(contract).toContain(code)
})

it('has an example that works: its servers are found, and a failure is a result', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'portolan-guide-'))
  const file = path.join(folder, 'urls.txt')
  const registry = new NameRegistry()
  const settings = new MemorySettings()
  const discovery = makeDiscovery({ methods: [urlListMethod], registry, settings })
  try {
    await expect(discovery.run('url-list')).rejects.toThrow('No file is named. Set its path')
    await writeFile(file, '# ours\nhttps://files.example.com/mcp\n\nhttp://localhost:3001/mcp # local\n')
    await discovery.update('url-list', { settings: { file } })
    expect(await discovery.run('url-list')).toMatchObject({ state: 'succeeded', counts: { found: 2 } })
    expect(registry.bySource.get('url-list')).toEqual(['files.example.com', 'localhost-3001'])
    expect(registry.applied[0]?.snapshot.candidates[1]).toMatchObject({
      origin: { place: file, line: 4 },
      spec: { endpoint: { url: 'http://localhost:3001/mcp' } },
    })
    await rm(file)
    expect((await discovery.run('url-list')).error?.message).toMatch(/ENOENT/)
    expect(registry.applied).toHaveLength(1)
  } finally {
    await discovery.stop()
    await rm(folder, { recursive: true })
  }
})
