import 'server-only'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { resolve } from 'node:path'
import type { StdioEndpoint } from '@/lib/domain/endpoint'
import { childEnvironment, type Environment } from './child-environment'
import { endGroupOnExit } from './last-resort'
import { CHILD_MARK, ownerMark } from './process-table'
import { endTree, treeEnds } from './process-tree'

/** How long a child may take to leave by itself once its stdin has ended. */
const EOF_GRACE_MS = 300
const TERM_GRACE_MS = 2_000
/** The leader is dead already: what it left has no reason to wait for. */
const ORPHAN_GRACE_MS = 300
const LAST_OUTPUT_MS = 200

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface StdioProcessHandlers {
  onStdout: (chunk: Buffer) => void
  onStderr: (text: string) => void
  /** After the last output. Its tree may still hold other processes: `end` them. */
  onExit: (exit: Exit) => void
}

/** One child process in a group of its own, ended with everything that it started. */
export class StdioProcess {
  #ending: Promise<void> | undefined
  #exit: Exit | undefined
  #wasAsked = false
  #killed = 0
  readonly #callOffLastResort: () => void

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    readonly pid: number,
    /** Stands in the environment of all that it starts. */
    readonly mark: string,
    handlers: StdioProcessHandlers,
  ) {
    this.#callOffLastResort = endGroupOnExit(pid)
    child.stdout.on('data', handlers.onStdout)
    child.stderr.setEncoding('utf8').on('data', handlers.onStderr)
    // A pipe that breaks is told by the exit; without a listener it would end our own process.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined)
    child.once('exit', (code, signal) => {
      const exit = { code, signal }
      this.#exit = exit
      this.#wasAsked = this.#ending !== undefined
      // `close` tells that the last output was read, but never comes while a grandchild holds a pipe open.
      const late = setTimeout(() => handlers.onExit(exit), LAST_OUTPUT_MS)
      child.once('close', () => {
        clearTimeout(late)
        handlers.onExit(exit)
      })
    })
  }

  /** Rejects with the system's error (ENOENT, EACCES) when the command can't be started. */
  static async start(
    endpoint: StdioEndpoint,
    ours: Environment,
    handlers: StdioProcessHandlers,
  ): Promise<StdioProcess> {
    const mark = `${await ownerMark()}.${randomUUID()}`
    const child = spawn(endpoint.command, endpoint.args, {
      // The folder the person started in; the standalone server has changed its own.
      cwd: resolve(ours.PORTOLAN_HOME ?? '.', endpoint.cwd ?? '.'),
      // Next declares NODE_ENV as always there; a child's environment need not have it.
      env: { ...childEnvironment(ours, endpoint.env), [CHILD_MARK]: mark } as unknown as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: one signal reaches npx, the shell and the server behind them, and ours does not reach it.
      detached: true,
      windowsHide: true,
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    // Spawned, so it has a pid.
    return new StdioProcess(child, child.pid ?? -1, mark, handlers)
  }

  /** How it ended, if it ended by itself and not because `end` was called. */
  get exit(): Exit | undefined {
    return this.#exit && this.#endedByItself(this.#exit) ? this.#exit : undefined
  }

  /** Resolves when the text is in the pipe; rejects when there is no pipe any more. */
  async write(text: string): Promise<void> {
    const error = await new Promise<Error | null | undefined>((resolve) =>
      this.child.stdin.write(text, resolve),
    )
    if (!error) return
    // A pipe breaks a moment before its reader is known to be dead, and how it died says more than the pipe.
    if (!this.#exit) await Promise.race([this.#exited(), sleep(LAST_OUTPUT_MS)])
    throw error
  }

  /** Ends the whole tree; resolves when nothing of it is left, with how many processes had to be killed. */
  async end(): Promise<number> {
    this.#ending ??= this.#end()
    await this.#ending
    return this.#killed
  }

  /** A crash may be heard of just after we gave up on it; its code then still tells it from a goodbye. */
  #endedByItself({ code }: Exit): boolean {
    return !this.#wasAsked || (code !== null && ![0, 130, 143].includes(code))
  }

  async #end(): Promise<void> {
    this.child.stdin.end()
    const wentQuietly = !this.#exit && (await treeEnds(this.pid, this.mark, EOF_GRACE_MS))
    if (!wentQuietly) {
      this.#killed = await endTree(this.pid, this.mark, this.#exit ? ORPHAN_GRACE_MS : TERM_GRACE_MS)
      this.child.stdout.destroy()
      this.child.stderr.destroy()
    }
    this.#callOffLastResort()
    // Dead, but a zombie until Node has heard of it: should we exit before, it would outlive us.
    if (!this.#exit) await Promise.race([this.#exited(), sleep(LAST_OUTPUT_MS)])
  }

  #exited(): Promise<unknown> {
    return new Promise((resolve) => this.child.once('exit', resolve))
  }
}
