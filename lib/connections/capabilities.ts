import 'server-only'
import { createHash } from 'node:crypto'
import type { Prompt, Tool } from '@/lib/domain/capability'
import type { Clock } from '@/lib/kit/clock'
import { SingleFlight } from '@/lib/kit/single-flight'
import { listPrompts, listResources, listTools, type Resources } from './listing'
import type { ListKind, Session } from './session'

/** How long a list is believed of a server that neither announces changes nor says how long its lists hold. */
const DEFAULT_TTL_MS = 5 * 60_000
/** A server may not pin a list for ever. */
const MAX_TTL_MS = 24 * 3_600_000

interface Lists {
  tools: { items: Tool[] }
  prompts: { items: Prompt[] }
  resources: Resources
}

type Kept<K extends ListKind> = Lists[K] & { listedAt: number; freshUntil: number }

export interface CapabilitiesOptions {
  clock: Clock
  timeoutMs: () => number
  onWarning: (text: string) => void
  /** The list was read anew and is another one, or is the first. */
  onToolsChanged: (tools: Tool[]) => void
}

/** What a server offers, as last listed. Survives the session: a short outage takes no tool away. */
export class Capabilities {
  #kept: { [K in ListKind]?: Kept<K> } = {}
  readonly #flights = new SingleFlight<ListKind, void>()
  #digest: string | undefined

  constructor(private readonly options: CapabilitiesOptions) {}

  known<K extends ListKind>(kind: K): Kept<K> | undefined {
    return this.#kept[kind]
  }

  /** The tool's definition as last listed. */
  tool(name: string): Tool | undefined {
    return this.#kept.tools?.items.find((tool) => tool.name === name)
  }

  isFresh(kind: ListKind): boolean {
    const kept = this.#kept[kind]
    return kept !== undefined && this.options.clock.now() < kept.freshUntil
  }

  /** The next reader lists again; what is known stays known until then. */
  expire(kind: ListKind): void {
    const kept = this.#kept[kind]
    if (kept) kept.freshUntil = 0
  }

  /** They are gone for too long. */
  forgetTools(): void {
    const { prompts, resources } = this.#kept
    this.#kept = { ...(prompts && { prompts }), ...(resources && { resources }) }
    this.#digest = undefined
  }

  /** Of another server now. */
  forget(): void {
    this.#kept = {}
    this.#digest = undefined
  }

  /** Lists anew, once for all who ask at the same time. */
  async refresh<K extends ListKind>(kind: K, session: Session): Promise<Kept<K>> {
    await this.#flights.run(kind, () => this.#list(kind, session))
    const kept = this.#kept[kind]
    // `#list` has just put it there; the type of an indexed access can't tell.
    return kept as Kept<K>
  }

  async #list(kind: ListKind, session: Session): Promise<void> {
    const listed = session.offers(kind) ? await this.#read(kind, session) : EMPTY
    for (const warning of listed.warnings) this.options.onWarning(warning)
    const listedAt = this.options.clock.now()
    const { items, templates } = listed
    const freshUntil = listedAt + this.#ttlOf(kind, session, listed.ttlMs)
    // Each kind's reader made the items of its kind.
    this.#kept = { ...this.#kept, [kind]: { items, ...(templates && { templates }), listedAt, freshUntil } }
    if (kind === 'tools') this.#announce()
  }

  async #read(
    kind: ListKind,
    session: Session,
  ): Promise<{ items: unknown[]; templates?: unknown[]; ttlMs: number | undefined; warnings: string[] }> {
    const options = { timeoutMs: this.options.timeoutMs() }
    if (kind === 'tools') return listTools(session, options)
    return kind === 'prompts' ? listPrompts(session, options) : listResources(session, options)
  }

  #ttlOf(kind: ListKind, session: Session, told: number | undefined): number {
    if (session.announces(kind)) return MAX_TTL_MS
    return Math.min(MAX_TTL_MS, told ?? DEFAULT_TTL_MS)
  }

  #announce(): void {
    const tools = this.#kept.tools?.items ?? []
    const digest = createHash('sha256').update(JSON.stringify(tools)).digest('base64')
    if (digest === this.#digest) return
    this.#digest = digest
    this.options.onToolsChanged(tools)
  }
}

const EMPTY: { items: unknown[]; templates?: unknown[]; ttlMs: number | undefined; warnings: string[] } = {
  items: [],
  templates: [],
  ttlMs: undefined,
  warnings: [],
}
