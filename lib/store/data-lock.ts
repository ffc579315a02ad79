import 'server-only'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError, messageOf } from '@/lib/kit/app-error'

const SQLITE_BUSY = 5

/**
 * Takes the data directory for this process; throws `in-use` when another has it. The lock is the operating system's,
 * by way of SQLite's lock on an empty file: it ends with its process however that ends, so none can go stale, and a
 * reused process number means nothing. Returns the function that lets go.
 */
export function lockDataDirectory(dataDir: string): () => void {
  const holderPath = join(dataDir, 'lock-holder')
  const lock = openLock(dataDir)
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if (!isBusy(cause)) throw unusable(dataDir, cause)
    const holder = readHolder(holderPath)
    throw new AppError(
      'in-use',
      `The data directory ${dataDir} is in use by ${holder === undefined ? 'another process' : `process ${holder}`}. ` +
        'Stop that one first, or give this one a directory of its own with PORTOLAN_DATA_DIR',
      { cause, details: { dataDir, ...(holder !== undefined && { pid: holder }) } },
    )
  }
  // Only for the message above; who holds the lock is decided by the lock alone.
  writeFileSync(holderPath, `${process.pid}\n`)
  let held = true
  return () => {
    if (held) lock.close()
    held = false
  }
}

function openLock(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return new DatabaseSync(join(dataDir, 'lock'))
  } catch (cause) {
    throw unusable(dataDir, cause)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

function readHolder(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined
  } catch {
    return undefined
  }
}

function unusable(dataDir: string, cause: unknown): AppError {
  return new AppError(
    'invalid-config',
    `The data directory ${dataDir} can't be used: ${messageOf(cause)}. ` +
      'Make it writable, or set PORTOLAN_DATA_DIR to another one',
    { cause },
  )
}
