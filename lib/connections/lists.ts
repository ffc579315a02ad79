import 'server-only'
import type { HeldTool, Tool } from '@/lib/domain/capability'
import { orAborted } from '@/lib/kit/deadline'
import type { Entry } from './entry'
import type { Listing } from './pool-options'
import { request } from './request'
import type { ListKind } from './session'

export interface ListOptions {
  refresh?: boolean | undefined
  signal?: AbortSignal | undefined
}

export interface ToolListing extends Listing<Tool> {
  available: boolean
  heldTools: HeldTool[]
}

/** What a server offers of one kind: as known while that holds, or listed anew. Opens the connection if need be. */
export async function list<K extends ListKind>(
  entry: Entry,
  kind: K,
  { refresh = false, signal }: ListOptions = {},
) {
  const known = entry.capabilities.known(kind)
  if (known && !refresh && entry.capabilities.isFresh(kind) && entry.connection.kind === 'ready') return known
  return request(entry, { signal }, (session, cutting) =>
    // The list is read for all who ask; one who gives up does not end it for the others.
    orAborted(entry.capabilities.refresh(kind, session), cutting),
  )
}

/** A server's tools; in an outage those that it had, for as long as its policy keeps them. */
export async function listTools(entry: Entry, options: ListOptions = {}): Promise<ToolListing> {
  const known = entry.capabilities.known('tools')
  const isKept = known && entry.outage.isOn && !options.refresh
  const { items, listedAt } = isKept ? known : await list(entry, 'tools', options)
  await entry.drift.settled()
  return {
    items,
    listedAt: new Date(listedAt).toISOString(),
    available: entry.isAvailable,
    heldTools: entry.drift.held(),
  }
}

/** Rejects with `forbidden` where the tool says something else than before and may not be called until approved. */
export async function assertCallable(
  entry: Entry,
  tool: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (entry.policy.toolDrift !== 'hold') return
  // It is asked what the server says now: a restart may have brought other tools.
  await list(entry, 'tools', { signal })
  await entry.drift.assertCallable(tool)
}
