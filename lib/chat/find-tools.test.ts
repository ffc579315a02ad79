import { describe, expect, it } from 'vitest'
import type { ApprovalRule } from '@/lib/domain/approval'
import type { Tool } from '@/lib/domain/capability'
import type { Connection } from '@/lib/domain/connection'
import { rankSettingsSchema } from '@/lib/domain/retrieval'
import { type Server, serverSpecSchema } from '@/lib/domain/server'
import { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { ToolFinder } from './find-tools'

const at = new Date(0).toISOString()
const idle: Connection = { kind: 'idle', since: at }
const { signal } = new AbortController()

interface Known {
  tags?: string[]
  description?: string
  held?: string[]
  /** Not listed yet without. */
  tools?: Record<string, string>
}

function finderOf(fleet: Record<string, Known>, settings = {}, rules: ApprovalRule[] = []): ToolFinder {
  const servers = Object.entries(fleet).map(([name, { tags = [], description }]): Server => {
    const endpoint = { kind: 'stdio' as const, command: 'x' }
    const spec = serverSpecSchema.parse({ name, tags, endpoint, ...(description && { description }) })
    return {
      ...{ spec, source: 'manual' },
      record: { name, claims: [], overrides: {}, revision: 1, createdAt: at, updatedAt: at },
    }
  })
  const toolsOf = (name: string): Tool[] | undefined =>
    fleet[name]?.tools &&
    Object.entries(fleet[name].tools).map(([tool, description]) => ({
      ...{ name: tool, description, inputSchema: { type: 'object' } },
    }))
  return new ToolFinder({
    servers: { get: (name) => servers.find(({ spec }) => spec.name === name), all: () => servers },
    pool: {
      stateOf: () => idle,
      open: () => Promise.resolve(idle),
      tools: () => Promise.reject(new Error('Not to be asked')),
      knownTools: toolsOf,
      heldTools: (name) => fleet[name]?.held ?? [],
      isAvailable: () => true,
    },
    toolSearch: new ToolSearch({ embedder: null }),
    settings: () => rankSettingsSchema.parse(settings),
    rules: () => Promise.resolve(rules),
  })
}

const fleet: Record<string, Known> = {
  weather: { tags: ['live'], tools: { get_forecast: 'Weather of the next days' } },
  files: { tools: { read_file: 'Read a file', list_directory: 'List a folder' } },
  asleep: {},
}
const query = { q: '', limit: 50 }

describe('finding tools as one types', () => {
  it('lists all known tools by name, and says how many servers it could not look into', async () => {
    const found = await finderOf(fleet).find(query, signal)
    expect(found.items.map(({ tool }) => tool.name)).toEqual(['get_forecast', 'list_directory', 'read_file'])
    expect(found).toMatchObject({ searched: { tools: 3, servers: 2 }, unlisted: 1 })
  })

  it('finds while a word is still being typed', async () => {
    const finder = finderOf(fleet)
    const named = async (q: string) =>
      (await finder.find({ ...query, q }, signal)).items.map(({ tool }) => tool.name)
    expect(await named('fore')).toEqual(['get_forecast'])
    expect(await named('files dir')).toEqual(['list_directory'])
  })

  it('puts the tool whose name was typed before those that only speak of it', async () => {
    const finder = finderOf({
      notes: { tools: { append: 'Append to a search index, search it, search it again' } },
      web: { tools: { search: 'Look things up' } },
    })
    const { items } = await finder.find({ ...query, q: 'search' }, signal)
    expect(items.map(({ tool }) => tool.name)).toEqual(['search', 'append'])
  })

  it('finds the nearest where no tool holds all words', async () => {
    const { items } = await finderOf(fleet).find({ ...query, q: 'weather of tomorrow please' }, signal)
    expect(items.map(({ tool }) => tool.name)).toEqual(['get_forecast'])
  })

  it('looks among the chosen tags only', async () => {
    expect((await finderOf(fleet).find({ ...query, tag: ['live'] }, signal)).items).toHaveLength(1)
  })
})

describe('ranking tools as a turn does', () => {
  const body = { query: 'Which weather will we have?', limit: 24 }

  it('tells every score and rank, and what would be taken', async () => {
    const { tools, ranker } = await finderOf(fleet, { toolLimit: 1 }).search(body, signal)
    expect(tools.map(({ tool, taken }) => [tool, taken])).toEqual([
      ['get_forecast', true],
      ['read_file', false],
      ['list_directory', false],
    ])
    expect(tools[0]?.scores.lexical).toBeGreaterThan(0)
    expect(tools[0]?.ranks).toMatchObject({ lexical: 1, vector: null })
    expect(ranker).toMatchObject({ lexical: 'portolan-bm25', vector: null })
  })

  it('takes the settings that come with the question instead of those that are set', async () => {
    const { tools } = await finderOf(fleet, { toolLimit: 1 }).search(
      { ...body, settings: { toolLimit: 2 } },
      signal,
    )
    expect(tools.filter(({ taken }) => taken)).toHaveLength(2)
  })

  it('says why a tool is not offered', async () => {
    const finder = finderOf({ ...fleet, odd: { held: ['x'], tools: { x: 'Weather' } } }, { toolLimit: 1 })
    const why = async (server: string, tool: string) =>
      (await finder.explain({ ...body, server, tool }, signal)).message
    expect(await why('weather', 'get_forecast')).toMatch(/^Taken/)
    expect(await why('odd', 'x')).toContain('nobody has approved')
    expect(await why('files', 'read_file')).toMatch(/shares no word.*last that was offered scores/)
  })

  it('says of a tool that its server did not take part, where others were chosen', async () => {
    const asked = { ...body, servers: ['weather'], server: 'files', tool: 'read_file' }
    expect(await finderOf(fleet).explain(asked, signal)).toEqual({
      tool: null,
      message: 'files was not chosen to take part in this question.',
    })
  })

  it('leaves out what a rule denies, as a turn does, and names the rule', async () => {
    const finder = finderOf(fleet, {}, [{ pattern: 'weather/*', action: 'deny' }])
    const asked = { ...body, server: 'weather', tool: 'get_forecast' }
    expect(await finder.explain(asked, signal)).toEqual({
      tool: null,
      message: 'The rule weather/* denies it, and what may not run is not offered.',
    })
    const { tools } = await finder.search(body, signal)
    expect(tools.map(({ server }) => server)).not.toContain('weather')
    expect(tools.map(({ server }) => server)).toContain('files')
  })

  it('says that a tool is not known, and why that may be', async () => {
    const finder = finderOf(fleet)
    await expect(finder.explain({ ...body, server: 'files', tool: 'gone' }, signal)).rejects.toMatchObject({
      ...{ code: 'not-found', message: 'files has no tool gone' },
    })
    await expect(finder.explain({ ...body, server: 'asleep', tool: 'x' }, signal)).rejects.toMatchObject({
      message: expect.stringContaining('never connected') as string,
    })
  })
})
