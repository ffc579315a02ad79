import { describe, expect, it } from 'vitest'
import type { KnownTool } from './known-tool'
import { ToolSearch } from './tool-search'
import type { ToolEmbedder } from './tool-vectors'

const { signal } = new AbortController()
const known = (server: string, name: string, description = '', more: Partial<KnownTool> = {}): KnownTool => ({
  ...{ server, tool: { name, description, inputSchema: { type: 'object' } } },
  ...more,
})
const byWords = new ToolSearch({ embedder: null })
const namesFor = async (query: string, tools: KnownTool[], search = byWords) =>
  (await search.rank(query, tools, { signal })).tools.map(({ known: { tool } }) => tool.name)

describe('ranking by words', () => {
  const tools = [
    known('memory', 'read_graph', 'Read the graph'),
    known('files', 'listDirectory', 'List a folder'),
    known('sums', 'getSum', 'Returns the sum of two numbers'),
  ]

  it('puts the tool whose name answers the question first', async () => {
    expect((await namesFor('What is the sum of 2 and 3?', tools))[0]).toBe('getSum')
    expect((await namesFor('list my directories', tools))[0]).toBe('listDirectory')
  })

  it('finds by related words', async () => {
    expect(
      (await namesFor('Calculate how much I spent', [...tools, known('c', 'math', 'Arithmetic')]))[0],
    ).toBe('math')
  })

  it('finds by parameters, their descriptions and values', async () => {
    const odd = known('x', 'run')
    odd.tool.inputSchema = {
      properties: { zebra: { description: 'An okapi', enum: ['gnu', 'ibex'] } },
    }
    for (const query of ['zebra', 'okapi', 'ibex'])
      expect((await namesFor(query, [...tools, odd]))[0]).toBe('run')
  })

  it('prefers a rare word to one that all tools have', async () => {
    const many = Array.from({ length: 20 }, (_, at) => known('jira', `get_issue_${at}`, 'An issue of Jira'))
    const [first] = await namesFor('issue sprint', [...many, known('jira', 'plan', 'Plan a sprint')])
    expect(first).toBe('plan')
  })

  it('counts what the server is called, says and is tagged with for all its tools', async () => {
    const plain = known('s1', 'search')
    const about = { title: 'Museum', description: 'Paintings of the world', tags: ['art'] }
    const described = known('s2', 'search', '', { about })
    for (const query of ['museum', 'paintings', 'art']) {
      const { tools: ranked } = await byWords.rank(query, [plain, described], { signal })
      expect(ranked[0]?.known.server).toBe('s2')
      expect(ranked[1]?.scores.lexical).toBe(0)
    }
  })

  it('keeps the given order among tools that have nothing in common with the question', async () => {
    const { tools: ranked } = await byWords.rank('zebra', tools, { signal })
    expect(ranked.map(({ known: one }) => one)).toEqual(tools)
    expect(ranked[0]?.ranks).toEqual({ lexical: null, vector: null, fused: null, rerank: null })
  })

  it('tells which words of the query are held, by how many, and their worth', async () => {
    const { terms } = await byWords.rank('read the graph of zebras', tools, { signal })
    expect(terms).toEqual([
      { term: 'read', holding: 1, idf: Math.log(1 + 2.5 / 1.5) },
      { term: 'graph', holding: 1, idf: Math.log(1 + 2.5 / 1.5) },
    ])
  })

  it('sees that a server was described anew, and that its tools are others', async () => {
    const one = known('s', 'a')
    expect((await byWords.rank('okapi', [one], { signal })).tools[0]?.scores.lexical).toBe(0)
    const told = { ...one, about: { description: 'All about the okapi' } }
    expect((await byWords.rank('okapi', [told], { signal })).tools[0]?.scores.lexical).toBeGreaterThan(0)
  })

  it('tells what speaks for a tool: words that it shares, and what comes from its server', async () => {
    const about = { title: 'Museum', description: 'Paintings of the world' }
    const search = known('met', 'find_object', 'Looks for works of art', { about })
    const [first] = (await byWords.rank('find a picture in the museum', [search, ...tools], { signal })).tools
    expect(first?.known).toBe(search)
    const because = first?.because?.()
    expect(because?.words).toEqual(['find', 'art'])
    expect(because?.fromServer.lexical).toBeGreaterThan(0)
    expect(because?.fromServer.lexical).toBeLessThan(first?.scores.lexical ?? 0)
    expect(because?.fromServer.vector).toBeNull()
  })

  it('prefers the tool whose whole name is said', async () => {
    const branchy = known('g', 'list_files_of_branch', 'List files')
    const plain = known('g', 'list_files', 'List files')
    expect((await namesFor('list the files', [branchy, plain]))[0]).toBe('list_files')
  })

  it('finds the same by a list of the same tools written down anew, and other tools by another', async () => {
    const again = tools.map((one) => ({ ...one, about: { title: 'Anew', tags: ['x'] } }))
    const search = new ToolSearch({ embedder: null })
    const scores = async (some: KnownTool[]) =>
      (await search.rank('list my directories anew', some, { signal })).tools.map(
        ({ scores }) => scores.lexical,
      )
    const first = await scores(again)
    expect(await scores(again.map((one) => ({ ...one, about: { title: 'Anew', tags: ['x'] } })))).toEqual(
      first,
    )
    expect(await scores(tools)).not.toEqual(first)
    expect(await scores(again.slice(1))).toHaveLength(2)
  })

  it('ranks nothing for no tools', async () => {
    expect((await byWords.rank('x', [], { signal })).tools).toEqual([])
  })

  it('does not answer what nobody waits for', async () => {
    await expect(byWords.rank('x', [], { signal: AbortSignal.abort(new Error('Gone')) })).rejects.toThrow(
      'Gone',
    )
  })
})

/** As a model would that knows nothing but colours. */
class Colours implements ToolEmbedder {
  embedded: string[] = []
  failing = false
  current = () => ({ model: 'colours', dimension: 2 })
  embed(texts: readonly string[], kind: string): Promise<Float32Array[]> {
    if (this.failing) return Promise.reject(new Error('The service is away'))
    if (kind === 'passage') this.embedded.push(...texts)
    return Promise.resolve(
      texts.map((text) => (/red|scarlet/.test(text) ? Float32Array.of(1, 0) : Float32Array.of(0, 1))),
    )
  }
}

describe('ranking by words and vectors', () => {
  const tools = [known('s', 'blue'), known('s', 'green'), known('s', 'scarlet'), known('s', 'grey')]
  const options = { signal, wait: true }

  it('finds what shares no word with the question, and shows both rankings and what they came to', async () => {
    const search = new ToolSearch({ embedder: new Colours() })
    const { tools: ranked, ranker } = await search.rank('red', tools, options)
    expect(ranker).toMatchObject({ vector: 'colours', notes: [] })
    expect(ranked[0]).toMatchObject({
      known: { tool: { name: 'scarlet' } },
      scores: { lexical: 0, vector: 1, fused: 0.5 },
      ranks: { lexical: null, vector: 1, fused: 1 },
    })
  })

  it('weighs the rankings as it is told to', async () => {
    const search = new ToolSearch({ embedder: new Colours() })
    const first = async (settings: { lexicalWeight?: number; vectorWeight?: number }) =>
      (await search.rank('red green', tools, { ...options, settings })).tools[0]?.known.tool.name
    expect(await first({ vectorWeight: 0.1 })).toBe('green')
    expect(await first({ lexicalWeight: 0.1 })).toBe('scarlet')
  })

  it('embeds a tool once, and again when it says something else', async () => {
    const embedder = new Colours()
    const search = new ToolSearch({ embedder })
    await search.rank('red', tools, options)
    await search.rank('blue', tools, options)
    expect(embedder.embedded).toHaveLength(4)
    await search.rank('red', [...tools, known('s', 'grey', 'Now described')], options)
    expect(embedder.embedded).toHaveLength(5)
  })

  it('does not wait for the vectors of tools in a turn, and says how many are missing', async () => {
    const search = new ToolSearch({ embedder: new Colours() })
    const { ranker, tools: ranked } = await search.rank('green', tools, { signal })
    expect(ranker).toMatchObject({ vector: null })
    expect(ranker.notes).toEqual(['4 of 4 tools have no vector yet: they are found by their words'])
    expect(ranked[0]?.known.tool.name).toBe('green')
  })

  it('goes on by words when the embedder fails, says why, and tries again', async () => {
    const embedder = new Colours()
    const search = new ToolSearch({ embedder })
    embedder.failing = true
    const { ranker, tools: ranked } = await search.rank('green', tools, options)
    expect(ranked[0]?.known.tool.name).toBe('green')
    expect(ranker.notes).toEqual(['4 of 4 tools have no vector: The service is away'])
    embedder.failing = false
    expect((await search.rank('red', tools, options)).ranker).toMatchObject({ vector: 'colours', notes: [] })
  })

  it('tells which part of a request a tool is nearest to', async () => {
    const search = new ToolSearch({ embedder: new Colours() })
    const query = 'Make the wall red as a rose. Then buy a plant for me.'
    const { tools: ranked } = await search.rank(query, tools, options)
    const parts = new Map(ranked.map(({ known: { tool }, because }) => [tool.name, because?.()?.part]))
    expect(parts.get('scarlet')).toBe('Make the wall red as a rose.')
    expect(parts.get('green')).toBe('Then buy a plant for me.')
  })

  it('asks no embedder where vectors count for nothing', async () => {
    const embedder = new Colours()
    await new ToolSearch({ embedder }).rank('red', tools, { ...options, settings: { vectorWeight: 0 } })
    expect(embedder.embedded).toEqual([])
  })
})
