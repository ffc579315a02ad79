import { describe, expect, it } from 'vitest'
import { chooseTools, MAX_TOOLS } from './choose-tools'
import { type KnownTool, rankTools, words } from './rank-tools'

const known = (
  server: string,
  name: string,
  description = '',
  inputSchema: KnownTool['tool']['inputSchema'] = {},
): KnownTool => ({
  server,
  tool: { name, description, inputSchema: { type: 'object', ...inputSchema } },
})
const many = (count: number, server = 'big') =>
  Array.from({ length: count }, (_, at) => known(server, `tool_${at}`, `Does the thing number ${at}`))

describe('words', () => {
  it('splits names as programs write them', () => {
    expect(words('getUserNames list_open_files HTTPServer')).toEqual([
      'user',
      'name',
      'list',
      'open',
      'file',
      'http',
      'server',
    ])
  })

  it('reads other scripts too', () => {
    expect(words('Wie ist das Wetter in Zürich? 天気')).toContain('zürich')
    expect(words('天気 東京')).toEqual(['天気', '東京'])
  })
})

describe('rankTools', () => {
  it('puts the tool whose name answers the question first', () => {
    const tools = [
      known('memory', 'read_graph', 'Read the graph'),
      known('files', 'list_directory', 'List a folder'),
      known('sums', 'getSum', 'Returns the sum of two numbers'),
    ]
    expect(rankTools('What is the sum of 2 and 3?', tools)[0]?.tool.tool.name).toBe('getSum')
  })

  it('keeps the given order among tools that have nothing in common with the question', () => {
    const tools = many(20)
    expect(rankTools('zebra', tools).map(({ tool }) => tool)).toEqual(tools)
  })
})

describe('chooseTools', () => {
  it('offers all while they fit, and withholds nothing', () => {
    const { chosen, withheld } = chooseTools(many(MAX_TOOLS), { question: '' })
    expect(chosen).toHaveLength(MAX_TOOLS)
    expect(withheld).toEqual([])
  })

  it('offers no more than the limit of 2,000 tools, the nearest to the question, and says how many it withheld', () => {
    const needle = known('small', 'weather_forecast', 'Forecast of the weather')
    const { chosen, withheld } = chooseTools([...many(2_000), needle], {
      question: 'How is the weather tomorrow?',
    })
    expect(chosen).toHaveLength(MAX_TOOLS)
    expect(chosen.map(({ name }) => name)).toContain('small__weather_forecast')
    expect(withheld).toEqual([
      expect.objectContaining({ server: 'big', reason: 'limit', count: 2_001 - MAX_TOOLS }),
    ])
    expect(withheld[0]?.tools).toHaveLength(50)
  })

  it('keeps the tools that the conversation has called, however far the next question is from them', () => {
    const { chosen } = chooseTools(many(500), {
      question: 'number 3',
      used: new Set(['big__tool_499']),
      limit: 5,
    })
    expect(chosen.map(({ name }) => name)).toContain('big__tool_499')
  })

  it('orders the same tools the same way whatever was asked', () => {
    const tools = many(100)
    const first = chooseTools(tools, { question: 'number 3' }).chosen.map(({ name }) => name)
    const second = chooseTools(tools.toReversed(), { question: 'other' }).chosen.map(({ name }) => name)
    expect(second).toEqual(first)
  })

  it('withholds a tool whose schema is a megabyte, and only that one', () => {
    const monster = known('odd', 'monster', '', { properties: { x: { description: 'x'.repeat(1_000_000) } } })
    const { chosen, withheld } = chooseTools([...many(3), monster], { question: 'monster' })
    expect(chosen).toHaveLength(3)
    expect(withheld).toEqual([{ server: 'odd', reason: 'too-large', count: 1, tools: ['monster'] }])
  })

  it('keeps all definitions together within their budget', () => {
    const wide = Array.from({ length: 100 }, (_, at) =>
      known('wide', `t${at}`, '', { properties: { x: { description: 'y'.repeat(10_000) } } }),
    )
    const { chosen, withheld } = chooseTools(wide, { question: 't7' })
    expect(JSON.stringify(chosen.map(({ inputSchema }) => inputSchema)).length).toBeLessThan(310_000)
    expect(chosen.length + (withheld[0]?.count ?? 0)).toBe(100)
    expect(chosen.map(({ tool }) => tool.name)).toContain('t7')
  })

  it('chooses among 2,000 tools within a moment', () => {
    const start = performance.now()
    chooseTools(many(2_000), { question: 'Which thing has the number 1234?' })
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
