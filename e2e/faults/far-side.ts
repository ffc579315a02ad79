import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ServerDocument } from '@/lib/domain/api/servers'
import { type RunningServer, serverPath, startHttpServer } from '../servers/spawn-server'
import { FaultyProxy, type Weather } from './faulty-proxy'

export const FAR_KINDS = ['legacy-http', 'modern-http', 'sse', 'legacy-stdio', 'modern-stdio'] as const
export type FarKind = (typeof FAR_KINDS)[number]

const HTTP_FLAGS = {
  'legacy-http': ['--mode', 'legacy'],
  'modern-http': ['--mode', 'modern'],
  sse: ['--mode', 'sse'],
}

export function isStdio(kind: FarKind): kind is 'legacy-stdio' | 'modern-stdio' {
  return kind === 'legacy-stdio' || kind === 'modern-stdio'
}

/** A real MCP server that can be broken in every way that servers and networks break, and that tells what it did. */
export class FarSide {
  readonly #journal = path.join(tmpdir(), `portolan-journal-${randomUUID()}`)
  readonly #mark = `far-${randomUUID()}`
  #proxy: FaultyProxy | undefined
  #server: RunningServer | undefined

  constructor(readonly kind: FarKind) {}

  get name(): string {
    return this.kind
  }

  /** What the registry is to know of it: fields of a server document. */
  get document(): ServerDocument {
    const { kind } = this
    if (isStdio(kind)) {
      const flags = kind === 'modern-stdio' ? ['--modern'] : []
      const args = [serverPath('stdio-server.mjs'), '--journal', this.#journal, ...flags]
      return { command: process.execPath, args, env: { PORTOLAN_TEST_MARK: this.#mark } }
    }
    return {
      url: `http://127.0.0.1:${this.#proxy?.port ?? 0}/mcp`,
      transport: kind === 'sse' ? 'sse' : 'streamable-http',
    }
  }

  /** Up, with clear weather. A stdio server is started by whoever connects to it. */
  async start(): Promise<this> {
    if (isStdio(this.kind)) return this
    this.#server = await this.#run()
    this.#proxy = await new FaultyProxy(this.#server.port).start()
    return this
  }

  async #run(port = 0): Promise<RunningServer> {
    if (isStdio(this.kind)) throw new Error('A stdio server is started by its client')
    return startHttpServer([...HTTP_FLAGS[this.kind], '--journal', this.#journal], port)
  }

  /** Ends it without a goodbye. The machine that it ran on refuses connections from then on. */
  async kill(): Promise<void> {
    for (const pid of this.#children()) send(pid, 'SIGKILL')
    await this.#server?.kill()
    await this.#proxy?.set({ kind: 'refuse' })
  }

  /** Starts it anew on its port; it knows nothing of its old sessions. */
  async revive(): Promise<void> {
    if (!this.#server) return
    this.#server = await this.#run(this.#server.port)
    await this.#proxy?.set({ kind: 'clear' })
  }

  /** Another instance takes its place, and knows nothing of its sessions. A stdio server is started anew by its client. */
  async restart(): Promise<void> {
    if (!this.#server) return this.kill()
    const next = await this.#run()
    await this.#server.kill()
    this.#server = next
    this.#proxy?.redirect(next.port)
  }

  /** It stops answering and keeps its connections, as one that is swapping or stuck. */
  hang(): void {
    this.#signal('SIGSTOP')
  }

  wake(): void {
    this.#signal('SIGCONT')
  }

  async weather(weather: Weather): Promise<void> {
    await this.#proxy?.set(weather)
  }

  /** How often each call was carried out, by the id that it came with. */
  executed(): Map<string, number> {
    const counts = new Map<string, number>()
    const text = existsSync(this.#journal) ? readFileSync(this.#journal, 'utf8') : ''
    for (const id of text.split('\n').filter(Boolean)) counts.set(id, (counts.get(id) ?? 0) + 1)
    return counts
  }

  /** Processes that serve it, or are left of it. */
  processes(): number {
    return this.#children().length
  }

  async stop(): Promise<void> {
    this.wake()
    await this.kill()
    await this.#proxy?.stop()
    rmSync(this.#journal, { force: true })
  }

  #signal(signal: NodeJS.Signals): void {
    const pids = this.#server ? [this.#server.pid] : this.#children()
    for (const pid of pids) send(pid, signal)
  }

  /** Found by their environment, without the code under test. */
  #children(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => environmentOf(pid).includes(this.#mark))
      .map(Number)
  }
}

/** Also when it has ended already. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    // It has ended in between.
    return ''
  }
}
