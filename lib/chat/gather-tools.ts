import 'server-only'
import type { Pool } from '@/lib/connections/pool'
import type { Tool } from '@/lib/domain/capability'
import type { Absence } from '@/lib/domain/chat'
import type { Connection } from '@/lib/domain/connection'
import type { Server } from '@/lib/domain/server'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { assertNever } from '@/lib/kit/assert-never'
import { asSentence } from '@/lib/kit/as-sentence'
import { deadline } from '@/lib/kit/deadline'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'

export interface Fleet {
  pool: Pick<Pool, 'stateOf' | 'open' | 'tools' | 'knownTools' | 'heldTools' | 'isAvailable'>
  servers: { get(name: string): Server | undefined; all(): Server[] }
}

export interface Gathered {
  tools: KnownTool[]
  absent: Absence[]
}

/** Servers that one question may open; with more, only those that are open or were, take part. */
const MAX_OPENED = 24
/** Characters of a server's own instructions that say what it is for; the rest is on how to use it. */
const MOST_INSTRUCTIONS = 500
/** How long a question waits for a server to open; a slow one is then absent from this answer, and no other is. */
const OPEN_LIMIT_MS = 6_000

/**
 * The tools of the servers that take part: those named or tagged, or all. What can't take part is absent with its
 * reason. Never throws, save when `signal` aborts.
 */
export async function gatherTools(
  { pool, servers }: Fleet,
  selection: { servers?: string[] | undefined; tags?: string[] | undefined },
  { signal, limitMs = OPEN_LIMIT_MS }: { signal: AbortSignal; limitMs?: number },
): Promise<Gathered> {
  const { chosen, unknown } = select(servers, selection)
  const enabled = chosen.filter(({ spec }) => spec.enabled)
  const closed = enabled.filter(({ spec }) => needsOpening(pool.stateOf(spec.name)))
  const mayOpen = new Set(closed.slice(0, MAX_OPENED).map(({ spec }) => spec.name))
  using limit = deadline(signal, limitMs, 'Opening the servers')
  const found = await Promise.all(
    enabled.map(async ({ spec }) => {
      const found = await toolsOf(pool, spec.name, mayOpen.has(spec.name), limit)
      return 'tools' in found ? { tools: described(pool, spec, found.tools) } : found
    }),
  )
  signal.throwIfAborted()
  const disabled = chosen
    .filter(({ spec }) => !spec.enabled)
    .map(({ spec }) => absence(spec.name, 'disabled', 'Disabled. Enable it to let it take part.'))
  return {
    tools: found.flatMap((one) => ('tools' in one ? one.tools : [])),
    absent: [...found.flatMap((one) => ('absent' in one ? [one.absent] : [])), ...unknown, ...disabled],
  }
}

/** The tools that are known without waiting for anything: for finding and calling them by hand. */
export function knownTools({ pool, servers }: Fleet, selection: Parameters<typeof select>[1]): Gathered {
  const enabled = select(servers, selection).chosen.filter(({ spec }) => spec.enabled)
  const known = enabled.map(({ spec }) => ({ spec, tools: pool.knownTools(spec.name) }))
  return {
    tools: known.flatMap(({ spec, tools }) => described(pool, spec, marked(pool, spec.name, tools ?? []))),
    absent: known
      .filter(({ tools }) => !tools)
      .map(({ spec: { name } }) => absentFor(name, pool.stateOf(name))),
  }
}

function select(
  servers: Fleet['servers'],
  selection: { servers?: string[] | undefined; tags?: string[] | undefined },
): { chosen: Server[]; unknown: Absence[] } {
  if (!selection.servers && !selection.tags) return { chosen: byName(servers.all()), unknown: [] }
  const names = new Set(selection.servers)
  const tags = new Set(selection.tags)
  const chosen = servers
    .all()
    .filter(({ spec }) => names.has(spec.name) || spec.tags.some((tag) => tags.has(tag)))
  const unknown = [...names].filter((name) => !servers.get(name))
  return {
    chosen: byName(chosen),
    unknown: unknown.map((name) =>
      absence(name, 'unknown', 'No server of this name is registered any more.'),
    ),
  }
}

function byName(servers: Server[]): Server[] {
  return servers.toSorted((a, b) => (a.spec.name < b.spec.name ? -1 : 1))
}

function needsOpening({ kind }: Connection): boolean {
  return kind === 'idle' || kind === 'connecting'
}

async function toolsOf(
  pool: Fleet['pool'],
  server: string,
  mayOpen: boolean,
  signal: AbortSignal,
): Promise<{ tools: KnownTool[] } | { absent: Absence }> {
  try {
    const before = pool.stateOf(server)
    const known = pool.knownTools(server)
    // Known tools of a server at rest are offered as they are: a call opens it.
    if (before.kind === 'idle' && known) return { tools: marked(pool, server, known) }
    const state = needsOpening(before) && mayOpen ? await pool.open(server, signal) : before
    if (state.kind !== 'ready') return { absent: absentFor(server, state) }
    const tools = pool.knownTools(server) ?? (await pool.tools(server, { signal })).items
    return { tools: marked(pool, server, tools) }
  } catch (error) {
    if (isAppError(error) && error.code === 'timed-out') {
      return { absent: absence(server, 'connecting', 'Not open yet. Ask again in a moment.') }
    }
    const state = pool.stateOf(server)
    return {
      absent: state.kind === 'ready' ? absence(server, 'failed', messageOf(error)) : absentFor(server, state),
    }
  }
}

/** With what is known of their server, by which they are found too; of one that nobody described, what it says itself. */
function described(
  pool: Pick<Fleet['pool'], 'stateOf'>,
  { name, title, description, tags }: Server['spec'],
  tools: KnownTool[],
): KnownTool[] {
  const state = pool.stateOf(name)
  const own = state.kind === 'ready' ? state.instructions?.slice(0, MOST_INSTRUCTIONS) : undefined
  const about = { title, description: description ?? own, tags }
  return tools.map((known) => ({ ...known, about }))
}

function marked(pool: Fleet['pool'], server: string, tools: readonly Tool[]): KnownTool[] {
  const held = new Set(pool.heldTools(server))
  return tools.map((tool) => (held.has(tool.name) ? { server, tool, held: true } : { server, tool }))
}

function absentFor(server: string, state: Connection): Absence {
  switch (state.kind) {
    case 'waiting':
      return absence(
        server,
        'waiting',
        `Connection lost: ${asSentence(state.error.message)} Try ${state.attempt} is due.`,
      )
    case 'needs-auth':
      return absence(server, 'needs-auth', `Needs sign-in: ${state.error.message}`)
    case 'failed':
      return absence(
        server,
        'failed',
        `Failed: ${asSentence(state.error.message)} Connect it again to retry.`,
      )
    case 'idle':
      return absence(server, 'idle', 'Not connected. Connect it, or choose it for this question.')
    case 'connecting':
      return absence(server, 'connecting', 'Not open yet. Ask again in a moment.')
    case 'stopping':
      return absence(server, 'stopping', 'It is being stopped.')
    case 'ready':
      return absence(server, 'failed', 'Its tools could not be listed.')
    default:
      return assertNever(state)
  }
}

function absence(server: string, reason: Absence['reason'], message: string): Absence {
  return { server, reason, message }
}
