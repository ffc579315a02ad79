import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { registerServer } from '../../lib/domain/api/servers'
import { FarSide } from '../../e2e/faults/far-side'
import { Traffic } from '../../e2e/faults/traffic'
import { type InProcessApp, startInProcess } from '../../e2e/fixtures/in-process'
import { TestPostgres } from '../../e2e/fixtures/postgres'

type Row = Record<string, number | string>

const OUTAGE_MS = 8_000
const PATIENCE_MS = 60_000
const SMALL_DISK = '96m'

/** The database restarts, or its disk is full, while servers are checked and called. */
export async function storeFaults(): Promise<Row[]> {
  return [await databaseRestart(), await diskFull()]
}

async function databaseRestart(): Promise<Row> {
  const postgres = await TestPostgres.start()
  try {
    const url = await postgres.createDatabase()
    await using app = await startInProcess({ DATABASE_URL: url })
    return await through(app, 'PostgreSQL restarts', {
      strike: () => postgres.pause(),
      lift: () => postgres.resume(),
    })
  } finally {
    await postgres.stop()
  }
}

/** On a small file system of its own, which only root can make. */
async function diskFull(): Promise<Row> {
  const fault = 'the disk of PGlite is full'
  const folder = mkdtempSync(path.join(tmpdir(), 'portolan-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return { fault, skipped: 'a small file system can be mounted by root only' }
  }
  const ballast = path.join(folder, 'ballast')
  try {
    await using app = await startInProcess({ PORTOLAN_DATA_DIR: path.join(folder, 'data') })
    return await through(app, fault, {
      strike: () => {
        fill(ballast)
        return Promise.resolve()
      },
      lift: () => {
        rmSync(ballast)
        return Promise.resolve()
      },
    })
  } finally {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  }
}

function fill(file: string): void {
  const chunk = Buffer.alloc(64 * 1024)
  for (;;) {
    try {
      writeFileSync(file, chunk, { flag: 'a' })
    } catch {
      return
    }
  }
}

async function through(
  app: InProcessApp,
  fault: string,
  { strike, lift }: { strike: () => Promise<void>; lift: () => Promise<void> },
): Promise<Row> {
  const far = await new FarSide('modern-http').start()
  const name = 'watched'
  try {
    await app.client.call(registerServer, {
      body: {
        name,
        ...far.document,
        health: { intervalMs: 1_000, timeoutMs: 500, graceMs: 0 },
      },
    })
    await app.runtime.pool.open(name)
    const falseAlarms: string[] = []
    app.runtime.bus.subscribeTo('verdict-changed', ({ verdict }) => {
      if (verdict !== 'healthy') falseAlarms.push(verdict)
    })
    const traffic = new Traffic(app.runtime.pool, name).start()
    await sleep(2_000)
    await strike()
    await sleep(OUTAGE_MS)
    const liftedAt = performance.now()
    await lift()
    const recoveredMs = await untilWritable(app, liftedAt)
    await sleep(2_000)
    await traffic.stop()
    const failed = traffic.calls.filter(({ ok }) => !ok).length
    const { lost } = app.runtime.feed
    return {
      fault,
      'lasted s': OUTAGE_MS / 1_000,
      'writes again after s': recoveredMs === null ? 'never' : (recoveredMs / 1_000).toFixed(2),
      calls: traffic.calls.length,
      'calls failed': failed,
      'events lost': lost,
      'false alarms': falseAlarms.length,
    }
  } finally {
    await far.stop()
  }
}

async function untilWritable(app: InProcessApp, since: number): Promise<number | null> {
  const giveUpAt = performance.now() + PATIENCE_MS
  for (let i = 0; performance.now() < giveUpAt; i++) {
    const written = await app.client
      .call(registerServer, { body: { name: `after-${i}`, url: 'http://127.0.0.1:9/mcp', enabled: false } })
      .then(
        () => true,
        () => false,
      )
    if (written) return performance.now() - since
    await sleep(100)
  }
  return null
}
