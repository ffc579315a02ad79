import 'server-only'
import { createHash } from 'node:crypto'
import { messageOf } from '@/lib/kit/app-error'
import type { KnownTool } from './known-tool'
import { textOfTool } from './tool-text'

/** What turns texts into vectors of length 1, if anything does; `Embedding` is one. */
export interface ToolEmbedder {
  current(): { model: string; dimension: number } | null
  embed(
    texts: readonly string[],
    kind: 'query' | 'passage',
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]>
}

/** Vectors kept at most: 4 kB each with 1,024 dimensions. */
const KEPT = 20_000
const BATCH = 32
/** Characters of a tool that are embedded: models read some hundred tokens. */
const LONGEST = 2_000

/** Vectors of tools by what they say, made once in the background, for as long as the process lives. */
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

  /** In the order of the tools; undefined for those that have none yet, which are then made in the background. */
  of(tools: readonly KnownTool[], model: string): (Float32Array | undefined)[] {
    const keys = tools.map((known) => keyOf(model, known))
    const missing = tools.filter((_, at) => !this.#vectors.has(keys[at] ?? ''))
    if (missing.length > 0) {
      this.#filling = this.#filling.then(() => this.#fill(missing, model))
    }
    return keys.map((key) => this.#vectors.get(key))
  }

  /** Waits until what was missing has been made, or could not be. */
  settled(): Promise<void> {
    return this.#filling
  }

  async #fill(tools: readonly KnownTool[], model: string): Promise<void> {
    const due = new Map(tools.map((known) => [keyOf(model, known), known]))
    const missing = [...due].filter(([key]) => !this.#vectors.has(key))
    try {
      for (let at = 0; at < missing.length; at += BATCH) {
        if (this.#stopping.signal.aborted || this.embedder.current()?.model !== model) return
        const batch = missing.slice(at, at + BATCH)
        const texts = batch.map(([, known]) => textToEmbed(known))
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

const keys = new WeakMap<KnownTool['tool'], { of: string; key: string }>()

function keyOf(model: string, known: KnownTool): string {
  const of = `${model}\0${known.server}\0${known.about?.title ?? ''}`
  const kept = keys.get(known.tool)
  if (kept?.of === of) return kept.key
  const key = createHash('sha256')
    .update(`${of}\0${textToEmbed(known)}`)
    .digest('base64')
  keys.set(known.tool, { of, key })
  return key
}

function textToEmbed({ server, tool, about }: KnownTool): string {
  const text = textOfTool(tool)
  const name = tool.name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[_\-.]+/g, ' ')
  const title = text.title === '' ? name : `${name} (${text.title})`
  return `${about?.title ?? server}: ${title}. ${text.description} ${text.parameterNames}`.slice(0, LONGEST)
}
