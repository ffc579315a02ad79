import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

interface Told {
  port?: number
  asked?: number
}

/** Servers by their numbers. */
export interface Span {
  from: number
  to: number
}

/** Thousands of MCP endpoints, in a process of their own. */
export class FarSide {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  static async start(): Promise<FarSide> {
    const child = fork(fileURLToPath(new URL('endpoints.mjs', import.meta.url)), { execArgv: [] })
    const [told] = (await once(child, 'message')) as [Told]
    return new FarSide(child, told.port ?? 0)
  }

  /** Each on an address of its own, as each server in the world is. */
  urlOf(number: number): string {
    return `http://127.${1 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}:${this.port}/mcp`
  }

  /** Answers with how many requests were answered so far. */
  async set(state: { gone?: Span; hung?: Span }): Promise<number> {
    const answered = once(this.child, 'message') as Promise<[Told]>
    this.child.send(state)
    const [{ asked = 0 }] = await answered
    return asked
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit')
    this.child.kill()
    await ended
  }
}
