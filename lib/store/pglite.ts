import 'server-only'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { vector } from '@electric-sql/pglite/vector'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import type { Backend, Session } from './backend'
import { lockDataDirectory } from './data-lock'
import { withFairTurns } from './fair-turns'
import { PgliteAdapter } from './pglite-adapter'
import { SyncedFiles, syncFolder } from './synced-files'

/** PGlite starts Postgres with fsync off (-F); and of the ways to sync the log, only `fsync` reaches SyncedFiles. */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
]

/** Opens the embedded database in `<dataDir>/db`, for this process alone. */
export async function openPglite(dataDir: string, logger: Logger): Promise<Backend> {
  const unlock = lockDataDirectory(dataDir)
  const path = join(dataDir, 'db')
  try {
    if (!existsSync(path)) await createPgliteFolder(path, logger)
    return backendOf(await startPglite(new SyncedFiles(path)), path, unlock)
  } catch (cause) {
    unlock()
    throw new AppError(
      'database-unavailable',
      `The embedded database in ${path} can't be opened: ${messageOf(cause)}. ` +
        'If its files are damaged, put a backup in its place, or move the folder away to start empty',
      { cause },
    )
  }
}

/** Made aside and renamed when it is whole: a first start that is cut short leaves nothing half-made behind. */
export async function createPgliteFolder(path: string, logger: Logger): Promise<void> {
  const draft = `${path}.new`
  logger.info({ path }, 'Creating the embedded database')
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true, mode: 0o700 })
  // Without fsync at each step, and once over all at the end: four seconds instead of eight.
  const pglite = await PGlite.create({ fs: new NodeFS(draft) })
  await pglite.close()
  await syncFolder(draft)
  await rename(draft, path)
}

export async function startPglite(files: SyncedFiles): Promise<PGlite> {
  return withFairTurns(
    await PGlite.create({ fs: files, startParams: START_PARAMETERS, extensions: { vector } }),
  )
}

function backendOf(pglite: PGlite, path: string, unlock: () => void): Backend {
  const session: Session = {
    query: async (sql, parameters) => (await pglite.query<Record<string, unknown>>(sql, parameters)).rows,
    script: async (sql) => {
      await pglite.exec(sql)
    },
  }
  return {
    driver: { kind: 'pglite', pglite },
    place: `The embedded database in ${path}`,
    adapter: new PgliteAdapter(pglite),
    withSession: (work) => work(session),
    // Quoted, since PGlite folds a bare name to lower case.
    listen: (channel, onPayload) => pglite.listen(`"${channel}"`, onPayload),
    async close() {
      try {
        await pglite.close()
      } finally {
        unlock()
      }
    },
  }
}
