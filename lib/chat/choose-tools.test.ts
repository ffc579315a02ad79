import { describe, expect, it } from 'vitest'
import type { RankSettings } from '@/lib/domain/retrieval'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'
import type { RankedKnownTool } from '@/lib/rag/tool-search/tool-search'
import { chooseTools, MAX_TOOLS } from './choose-tools'

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
const ranked = (tools: readonly KnownTool[]): RankedKnownTool[] =>
  tools.map((tool, at) => ({
    known: tool,
    scores: { lexical: tools.length - at, vector: null, fused: null, rerank: null },
    ranks: { lexical: at + 1, vector: null, fused: null, rerank: null },
  }))
const limits: Pick<RankSettings, 'toolLimit' | 'toolTokenLimit'> = { toolLimit: 24, toolTokenLimit: 12_000 }
const names = (tools: readonly { name: string }[]) => tools.map(({ name }) => name)

describe('chooseTools', () => {
  it('offers all while they fit, and withholds nothing', () => {
    const { chosen, deferred, withheld } = chooseTools(ranked(many(24)), { limits })
    expect(chosen).toHaveLength(24)
    expect(deferred).toEqual([])
    expect(withheld).toEqual([])
  })

  it('offers the first of 2,001, leaves the others to be searched for, and says how many', () => {
    const { chosen, deferred, withheld } = chooseTools(
      ranked([known('small', 'weather_forecast'), ...many(2_000)]),
      { limits },
    )
    expect(chosen).toHaveLength(24)
    expect(names(chosen)).toContain('small__weather_forecast')
    expect(deferred).toHaveLength(1_977)
    expect(withheld).toEqual([expect.objectContaining({ server: 'big', reason: 'limit', count: 1_977 })])
    expect(withheld[0]?.tools).toHaveLength(50)
  })

  it('never offers more than providers take, whatever is set', () => {
    const { chosen } = chooseTools(ranked(many(500)), {
      limits: { toolLimit: 1_000, toolTokenLimit: 200_000 },
    })
    expect(chosen).toHaveLength(MAX_TOOLS)
  })

  it('keeps the tools that the conversation has called, however far the next question is from them', () => {
    const { chosen, ranking } = chooseTools(ranked(many(500)), {
      used: new Set(['big__tool_499']),
      limits: { ...limits, toolLimit: 5 },
    })
    expect(chosen).toHaveLength(5)
    expect(names(chosen)).toContain('big__tool_499')
    expect(ranking.find(({ tool }) => tool === 'tool_499')).toMatchObject({ taken: true, why: 'used' })
  })

  it('orders the same tools the same way whatever was asked', () => {
    const tools = many(20)
    expect(names(chooseTools(ranked(tools.toReversed()), { limits }).chosen)).toEqual(
      names(chooseTools(ranked(tools), { limits }).chosen),
    )
  })

  it('withholds a tool whose schema is a megabyte, and only that one', () => {
    const monster = known('odd', 'monster', '', { properties: { x: { description: 'x'.repeat(1_000_000) } } })
    const { chosen, deferred, withheld, ranking } = chooseTools(ranked([monster, ...many(3)]), { limits })
    expect(chosen).toHaveLength(3)
    expect(deferred).toEqual([])
    expect(withheld).toEqual([{ server: 'odd', reason: 'too-large', count: 1, tools: ['monster'] }])
    expect(ranking[0]).toMatchObject({ tool: 'monster', taken: false, why: 'too-large' })
  })

  it('withholds a held tool, and lets no search find it', () => {
    const { chosen, deferred, withheld } = chooseTools(
      ranked([{ ...known('s', 'changed'), held: true }, ...many(2)]),
      { limits },
    )
    expect(names([...chosen, ...deferred])).not.toContain('s__changed')
    expect(withheld).toEqual([{ server: 's', reason: 'held', count: 1, tools: ['changed'] }])
  })

  it('keeps all definitions together within their budget, and goes on with smaller ones', () => {
    const wide = Array.from({ length: 10 }, (_, at) =>
      known('wide', `t${at}`, '', { properties: { x: { description: 'y'.repeat(20_000) } } }),
    )
    const { chosen, ranking } = chooseTools(ranked([...wide, ...many(3)]), { limits })
    expect(names(chosen)).toEqual(['big__tool_0', 'big__tool_1', 'big__tool_2', 'wide__t0', 'wide__t1'])
    expect(ranking[2]).toMatchObject({ tool: 't2', taken: false, why: 'tokens' })
  })

  it('tells of the best of the ranking, not of two thousand', () => {
    const { ranking } = chooseTools(ranked(many(2_000)), { limits })
    expect(ranking).toHaveLength(60)
    expect(ranking[30]).toMatchObject({ tool: 'tool_30', taken: false, why: 'limit', ranks: { lexical: 31 } })
  })
})
