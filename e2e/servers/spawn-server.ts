import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Absolute path of one of the test servers. */
export function serverPath(file: 'stdio-server.mjs' | 'http-server.mjs'): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

export interface RunningServer {
  port: number
  url: string
  pid: number
  /** Ends it as a crash would: no goodbye. */
  kill(): Promise<void>
}

/** Starts http-server.mjs and resolves when it listens. Give the old port to start "the same" server again. */
export async function startHttpServer(flags: string[] = [], port = 0): Promise<RunningServer> {
  const child = spawn(process.execPath, [serverPath('http-server.mjs'), '--port', String(port), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const listening = await firstLine(child)
  const found = Number(/listening (\d+)/.exec(listening)?.[1])
  return {
    port: found,
    url: `http://127.0.0.1:${found}/mcp`,
    pid: child.pid ?? -1,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    child.once('exit', (code) => reject(new Error(`The test server ended with code ${code ?? 'none'}`)))
  })
}
