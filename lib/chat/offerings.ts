import 'server-only'
import type { z } from 'zod'
import type { Pool } from '@/lib/connections/pool'
import type { findPrompts, findResources } from '@/lib/domain/api/offerings'
import type { Server } from '@/lib/domain/server'
import { deadline } from '@/lib/kit/deadline'

/** How long one server may take to list; the others do not wait for it. */
const LIST_LIMIT_MS = 3_000
/** Of one server, so that a huge catalogue does not make every keystroke slow. */
const MAX_OF_SERVER = 5_000

export interface OfferingsOptions {
  pool: Pick<Pool, 'stateOf' | 'prompts' | 'resources'>
  servers: { all(): Server[] }
}

type Query = z.output<typeof findPrompts.query>
type Kind = 'prompts' | 'resources'

/** Prompts and resources of connected servers, for the menus of a question. */
export class Offerings {
  constructor(private readonly options: OfferingsOptions) {}

  async findPrompts(query: Query, signal: AbortSignal): Promise<z.infer<typeof findPrompts.response>> {
    const { pool } = this.options
    const { found, ...beside } = await this.#find('prompts', query, {
      signal,
      list: async (server, limit) => (await pool.prompts(server, limit)).items,
      wordsOf: (server, prompt) => [prompt.name, prompt.title ?? '', server, prompt.description ?? ''],
    })
    const items = found.slice(0, query.limit).map(({ server, item: prompt }) => ({ server, prompt }))
    return { items, ...beside }
  }

  async findResources(query: Query, signal: AbortSignal): Promise<z.infer<typeof findResources.response>> {
    const { pool } = this.options
    const { found, ...beside } = await this.#find('resources', query, {
      signal,
      list: async (server, limit) => {
        const { items, templates } = await pool.resources(server, limit)
        return [...items, ...templates]
      },
      wordsOf: (server, one) => {
        const { name, title = '', description = '' } = one
        return [name, title, 'uri' in one ? one.uri : one.uriTemplate, server, description]
      },
    })
    const items = found.flatMap(({ server, item }) => ('uri' in item ? [{ server, resource: item }] : []))
    const templates = found.flatMap(({ server, item }) => ('uri' in item ? [] : [{ server, template: item }]))
    const { limit } = query
    return { items: items.slice(0, limit), templates: templates.slice(0, limit), ...beside }
  }

  /** All that fits, the nearest first. */
  async #find<T>(kind: Kind, { q, server, tag }: Query, { signal, list, wordsOf }: Finding<T>) {
    const enabled = this.options.servers
      .all()
      .filter(({ spec }) => spec.enabled)
      .filter(
        ({ spec }) =>
          (!server && !tag) || server?.includes(spec.name) || spec.tags.some((one) => tag?.includes(one)),
      )
    const names = enabled.map(({ spec }) => spec.name)
    using within = deadline(signal, LIST_LIMIT_MS, 'Listing')
    const listed = await Promise.all(names.map((name) => this.#listOf(kind, name, () => list(name, within))))
    signal.throwIfAborted()
    const known = listed.filter((one) => one !== undefined)
    const found = known
      .flatMap(({ name, items }) =>
        items.map((item) => ({ server: name, item, rank: rankOf(q, wordsOf(name, item)) })),
      )
      .filter(({ rank }) => rank > 0)
      // Stable: of equal ones the order is the servers'.
      .sort((a, b) => b.rank - a.rank)
    return {
      found,
      nextCursor: null,
      searched: { items: known.reduce((sum, { items }) => sum + items.length, 0), servers: known.length },
      unlisted: names.length - known.length,
    }
  }

  /** Undefined where it can't be told: the server is not connected, slow, or fails. */
  async #listOf<T>(
    kind: Kind,
    name: string,
    list: () => Promise<T[]>,
  ): Promise<{ name: string; items: T[] } | undefined> {
    const state = this.options.pool.stateOf(name)
    if (state.kind !== 'ready') return undefined
    if (!(kind in state.capabilities)) return { name, items: [] }
    try {
      return { name, items: (await list()).slice(0, MAX_OF_SERVER) }
    } catch {
      return undefined
    }
  }
}

interface Finding<T> {
  signal: AbortSignal
  list: (server: string, limit: AbortSignal) => Promise<T[]>
  /** The weightiest first. */
  wordsOf: (server: string, item: T) => string[]
}

/**
 * How well words fit what is typed: every word of it must occur; the earlier field, and the beginning of one, count
 * for more. 0 is no fit, and all fit where nothing is typed.
 */
export function rankOf(typed: string, fields: readonly string[]): number {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return 1
  const texts = fields.map((field) => field.toLowerCase())
  let sum = 0
  for (const word of wanted) {
    const best = Math.max(
      ...texts.map((text, at) => {
        const found = text.indexOf(word)
        if (found === -1) return 0
        const isStart = found === 0 || /[^a-z0-9]/.test(text[found - 1] ?? '')
        return (isStart ? 2 : 1) / (at + 1)
      }),
    )
    if (best === 0) return 0
    sum += best
  }
  return sum
}
