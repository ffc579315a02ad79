import 'server-only'
import type { Logger } from '@/lib/kit/logger'
import { Database } from './database'
import { translateDatabaseError } from './database-error'
import { migrate } from './migrate'
import { readMigrations } from './migration-files'
import { openPglite } from './pglite'
import { openPostgres } from './postgres'

export interface OpenDatabaseOptions {
  /** A PostgreSQL URL; without it the database is embedded, in `<dataDir>/db`. */
  databaseUrl?: string | undefined
  dataDir: string
  logger: Logger
}

/**
 * Opens the database and brings its schema up to date. Throws AppErrors that a person can act on: `in-use`,
 * `invalid-config`, `database-unavailable`.
 */
export async function openDatabase({ databaseUrl, dataDir, logger }: OpenDatabaseOptions): Promise<Database> {
  const migrations = await readMigrations()
  const backend = databaseUrl ? await openPostgres(databaseUrl, logger) : await openPglite(dataDir, logger)
  try {
    await backend.withSession((session) => migrate(session, migrations, logger))
    return new Database(backend)
  } catch (error) {
    await backend.close()
    throw translateDatabaseError(error, backend.place)
  }
}
