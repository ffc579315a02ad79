import 'server-only'
import type { z } from 'zod'
import type { findTools as operation, FoundTools } from '@/lib/domain/api/chat'
import { type Fleet, knownTools } from './gather-tools'
import { type KnownTool, rankTools } from './rank-tools'

/** Added where the name itself holds what was typed: someone who types a name wants that tool. */
const NAMED = 10

/** Known tools whose name, server or description hold every word typed so far, best first; all by name without words. */
export function findTools(fleet: Fleet, query: z.output<typeof operation.query>): FoundTools {
  const { tools, absent } = knownTools(fleet, { servers: query.server, tags: query.tag })
  const typed = query.q.toLowerCase().split(/\s+/).filter(Boolean)
  const found = typed.length === 0 ? byName(tools) : nearest(tools, query.q, typed)
  return {
    items: found.slice(0, query.limit).map(({ server, tool, held = false }) => ({
      ...{ server, tool, held },
      connection: fleet.pool.stateOf(server),
      available: fleet.pool.isAvailable(server),
    })),
    nextCursor: null,
    searched: { tools: tools.length, servers: new Set(tools.map(({ server }) => server)).size },
    unlisted: absent.length,
  }
}

function nearest(tools: KnownTool[], question: string, typed: string[]): KnownTool[] {
  const matching = byName(tools).filter(({ server, tool }) => {
    const text = `${server} ${tool.name} ${tool.title ?? ''} ${tool.description ?? ''}`.toLowerCase()
    return typed.every((word) => text.includes(word))
  })
  return rankTools(question, matching)
    .map(({ tool: known, score }) => ({ known, score: score + (isNamed(known, typed) ? NAMED : 0) }))
    .sort((a, b) => b.score - a.score)
    .map(({ known }) => known)
}

function isNamed({ tool }: KnownTool, typed: string[]): boolean {
  const name = `${tool.name} ${tool.title ?? ''}`.toLowerCase()
  return typed.every((word) => name.includes(word))
}

function byName(tools: KnownTool[]): KnownTool[] {
  return tools.toSorted((a, b) => a.tool.name.localeCompare(b.tool.name) || a.server.localeCompare(b.server))
}
