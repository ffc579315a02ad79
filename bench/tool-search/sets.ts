import { readFileSync } from 'node:fs'
import type { Tool } from '@/lib/domain/capability'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'
import { readBfcl } from './bfcl'

export type BenchTool = KnownTool & { id: string }

export interface Task {
  question: string
  /** Ids of the tools that it takes. */
  gold: string[]
}

export interface BenchSet {
  name: string
  tools: BenchTool[]
  tasks: Task[]
}

interface LiveTool extends Tool {
  id: string
  server: string
  serverTitle: string
  serverDescription: string
}

/** LiveMCPBench, which is in the repository, and the Berkeley Function Calling Leaderboard where its data are. */
export function benchSets(): BenchSet[] {
  const bfcl = process.env['PORTOLAN_BENCH_BFCL']
  return [liveMcpBench(), ...(bfcl === undefined || bfcl === '' ? [] : readBfcl(bfcl))]
}

function liveMcpBench(): BenchSet {
  // The bench's own files, as their README describes them.
  const tools = (readLive('tools') as LiveTool[]).map(
    ({ id, server, serverTitle, serverDescription, ...tool }): BenchTool => ({
      ...{ id, server, tool, about: { title: serverTitle, description: serverDescription } },
    }),
  )
  return { name: 'LiveMCPBench', tools, tasks: readLive('queries') as Task[] }
}

function readLive(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../data/livemcpbench/${name}.json`, import.meta.url), 'utf8'))
}
