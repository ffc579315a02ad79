import 'server-only'
import { createHash } from 'node:crypto'
import type { Tool } from '@/lib/domain/capability'
import { messageOf } from '@/lib/kit/app-error'
import { textOfKnownTool, textOfServer } from './embedded-text'
import type { KnownTool } from './known-tool'
import type { ServerGroup } from './server-groups'

/** What turns texts into vectors of length 1, if anything does; `Embedding` is one. */
export interface ToolEmbedder {
  current(): { model: string; dimension: number } | null
  embed(
    texts: readonly string[],
    kind: 'query' | 'passage',
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]>
}

export interface FleetVectors {
  /** In the order of the tools; undefined for those that have none yet. */
  tools: (Float32Array | undefined)[]
  /** In the order of the servers; undefined too for those that say nothing of themselves. */
  servers: (Float32Array | undefined)[]
}

/** Vectors kept at most: 4 kB each with 1,024 dimensions. */
const KEPT = 20_000
const BATCH = 32

/** What to embed, by the hash of model and text. */
interface Wanted {
  key: string
  text: () => string
}

/** Vectors of tools and servers by what they say, made once in the background, for as long as the process lives. */
export class ToolVectors {
  readonly #vectors = new Map<string, Float32Array>()
  readonly #stopping = new AbortController()
  #filling: Promise<void> = Promise.resolve()
  #failure: string | null = null

  constructor(private readonly embedder: ToolEmbedder) {}

  /** Why the last try to make vectors failed; null when it did not. */
  get failure(): string | null {
    return this.#failure
  }

  /** Ends what is made in the background. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Those that are there; what is missing is then made in the background, tools first. */
  of(tools: readonly KnownTool[], groups: readonly ServerGroup[], model: string): FleetVectors {
    const ofTools = tools.map((known) => wantedOfTool(known, model))
    const ofServers = groups.map((group) => wantedOfServer(group, model))
    const missing = [...ofTools, ...ofServers].filter((wanted) => wanted && !this.#vectors.has(wanted.key))
    if (missing.length > 0) {
      this.#filling = this.#filling.then(() =>
        this.#fill(
          missing.flatMap((wanted) => wanted ?? []),
          model,
        ),
      )
    }
    return {
      tools: ofTools.map(({ key }) => this.#vectors.get(key)),
      servers: ofServers.map((wanted) => wanted && this.#vectors.get(wanted.key)),
    }
  }

  /** Waits until what was missing has been made, or could not be. */
  settled(): Promise<void> {
    return this.#filling
  }

  async #fill(wanted: readonly Wanted[], model: string): Promise<void> {
    const due = new Map(wanted.map(({ key, text }) => [key, text]))
    const missing = [...due].filter(([key]) => !this.#vectors.has(key))
    try {
      for (let at = 0; at < missing.length; at += BATCH) {
        if (this.#stopping.signal.aborted || this.embedder.current()?.model !== model) return
        const batch = missing.slice(at, at + BATCH)
        const texts = batch.map(([, text]) => text())
        const vectors = await this.embedder.embed(texts, 'passage', this.#stopping.signal)
        for (const [place, [key]] of batch.entries()) this.#keep(key, vectors[place])
      }
      this.#failure = null
    } catch (error) {
      this.#failure = messageOf(error)
    }
  }

  #keep(key: string, vector: Float32Array | undefined): void {
    if (!vector) return
    this.#vectors.set(key, vector)
    const [oldest] = this.#vectors.keys()
    if (this.#vectors.size > KEPT && oldest !== undefined) this.#vectors.delete(oldest)
  }
}

/** A listing's tools stay the same objects, and reading a schema for each search would cost more than the search. */
const keys = new WeakMap<Tool, { of: string; key: string }>()

function wantedOfTool(known: KnownTool, model: string): Wanted {
  const text = () => textOfKnownTool(known)
  const of = `${model}\0${known.server}\0${known.about?.title ?? ''}`
  const kept = keys.get(known.tool)
  if (kept?.of === of) return { key: kept.key, text }
  const key = hash(model, text())
  keys.set(known.tool, { of, key })
  return { key, text }
}

function wantedOfServer({ tools }: ServerGroup, model: string): Wanted | undefined {
  const text = textOfServer(tools)
  return text === null ? undefined : { key: hash(model, text), text: () => text }
}

function hash(model: string, text: string): string {
  return createHash('sha256').update(`${model}\0${text}`).digest('base64')
}
