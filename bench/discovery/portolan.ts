import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readEnv } from '@/lib/config/env'
import type { AppEvent } from '@/lib/domain/event'
import { silentLogger } from '@/lib/kit/logger'
import { compose, type Runtime } from '@/lib/runtime/compose'

/** Portolan as it runs, on an embedded database of its own, with nothing but what the settings let it discover. */
export class Portolan {
  private constructor(
    readonly folder: string,
    readonly runtime: Runtime,
  ) {}

  static async start(discovery: object, files: Readonly<Record<string, string>> = {}): Promise<Portolan> {
    const folder = mkdtempSync(path.join(tmpdir(), 'portolan-bench-'))
    const config = path.join(folder, 'mcp.yaml')
    writeFileSync(config, files['mcp.yaml'] ?? 'servers: {}\n')
    const env = readEnv({
      PATH: process.env['PATH'],
      HOME: folder,
      PORTOLAN_DATA_DIR: path.join(folder, 'data'),
      PORTOLAN_CONFIG: config,
      PORTOLAN_DISCOVERY: JSON.stringify(discovery),
      PORTOLAN_PRIVATE_ADDRESSES: 'allow',
    })
    return new Portolan(folder, await compose(env, silentLogger))
  }

  /** Resolves with what `isIt` says of an event of the bus that makes it true. */
  async hears(isIt: (event: AppEvent) => boolean, limitMs = 60_000): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => reject(new Error(`Not heard within ${limitMs} ms`)), limitMs)
    const stop = this.runtime.bus.subscribe((event) => {
      if (isIt(event)) resolve(undefined)
    })
    try {
      await promise
    } finally {
      stop()
      clearTimeout(timer)
    }
  }

  async stop(): Promise<void> {
    await this.runtime.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
