/**
 * What one large upload takes: memory above what the process had before, and how long another request waits. What is kept
 * is told from what merely waits to be collected by collecting every ten megabytes; that belongs to the measurement.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { createdDataDirectory } from '@/e2e/fixtures/data-directory'
import { startLibraryWorld } from '@/e2e/fixtures/library-world'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { printTable, writeResult } from './report'

const MB = 2 ** 20
const SIZES = [10, 100]
const NEVER = new AbortController().signal

interface Row {
  [column: string]: number | string
  database: string
  MB: number
  seconds: number
  /** Resident memory, and what is kept after collecting, at their most above what was before. */
  peakMB: number
  keptMB: number
  /** The longest that the process could do nothing else. */
  heldMs: number
}

/** As a browser sends a file, made while it is read: none of it is in memory before. */
function uploadOf(megabytes: number, look: () => void): Request {
  const boundary = 'portolan-bench'
  const line = (at: number) =>
    `${String(at).padStart(12, '0')} ${Math.random().toString(36).padEnd(50, 'x')}\n`
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${megabytes}.txt"\r\n\r\n`
  let sent = 0
  let count = 0
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(Buffer.from(head)),
      pull(controller) {
        if (sent >= megabytes * MB) {
          controller.enqueue(Buffer.from(`\r\n--${boundary}--\r\n`))
          controller.close()
          return
        }
        const piece = Buffer.from(Array.from({ length: 1_000 }, () => line(count++)).join(''))
        if (Math.floor(sent / (10 * MB)) < Math.floor((sent + piece.byteLength) / (10 * MB))) look()
        sent += piece.byteLength
        controller.enqueue(piece)
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  return new Request('http://127.0.0.1/api/documents', {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  } as RequestInit)
}

const keptOf = ({ heapUsed, external }: NodeJS.MemoryUsage) => heapUsed + external

async function measure(task: (look: () => void) => Promise<unknown>) {
  globalThis.gc?.()
  const before = process.memoryUsage()
  const most = { rss: before.rss, kept: keptOf(before) }
  const looks = new AbortController()
  let heldMs = 0
  const looking = (async () => {
    for (let last = performance.now(); !looks.signal.aborted; last = performance.now()) {
      await turn()
      heldMs = Math.max(heldMs, performance.now() - last)
      most.rss = Math.max(most.rss, process.memoryUsage.rss())
    }
  })()
  const started = performance.now()
  await task(() => {
    globalThis.gc?.()
    most.kept = Math.max(most.kept, keptOf(process.memoryUsage()))
  })
  const seconds = Math.round(performance.now() - started) / 1_000
  looks.abort()
  await looking
  return {
    seconds,
    peakMB: Math.round((most.rss - before.rss) / MB),
    keptMB: Math.round((most.kept - keptOf(before)) / MB),
    heldMs: Math.round(heldMs),
  }
}

async function uploadsOn(database: string, databaseUrl: string | undefined): Promise<Row[]> {
  using directory = await createdDataDirectory()
  // What is queued is not read: the upload alone is measured.
  const world = await startLibraryWorld({ dataDir: directory.path, databaseUrl, isQueueAsleep: true })
  try {
    const rows: Row[] = []
    for (const megabytes of [1, ...SIZES]) {
      const measured = await measure((look) => world.library.upload(uploadOf(megabytes, look), NEVER))
      // The first finds nothing warm.
      if (SIZES.includes(megabytes)) rows.push({ database, MB: megabytes, ...measured })
    }
    return rows
  } finally {
    await world.stop()
  }
}

const rows = await uploadsOn('pglite', undefined)
const postgres = await TestPostgres.start().catch(() => undefined)
if (postgres) rows.push(...(await uploadsOn('postgres', await postgres.createDatabase())))
await postgres?.stop()
printTable(rows)
await writeResult('upload', { rows })
process.exit(0)
