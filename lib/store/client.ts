import 'server-only'
import type { Logger } from '@/lib/kit/logger'
import type { Database } from './database'

export interface OpenDatabaseOptions {
  /** A PostgreSQL URL; without it the database is embedded, in `<dataDir>/db`. */
  databaseUrl?: string | undefined
  dataDir: string
  logger: Logger
}

/** Opens the database and brings its schema up to date. */
export function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  return Promise.reject(new Error(`Not there yet: ${options.dataDir}`))
}
