import 'server-only'
import { randomUUID } from 'node:crypto'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import type { Session } from './backend'
import type { Migration } from './migration-files'
import { type AppliedMigration, pendingMigrations } from './pending-migrations'

/** The number that Prisma's migrate takes, so that it and we exclude each other. */
const PRISMA_ADVISORY_LOCK = 72_707_369

/** As Prisma creates it. */
const CREATE_TABLE = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`

/**
 * Brings the schema up to date and returns the names of what it applied. Processes that start together take turns;
 * each migration is applied whole, with its record, or not at all.
 */
export async function migrate(session: Session, migrations: Migration[], logger: Logger): Promise<string[]> {
  const [taken] = await session.query(`SELECT pg_try_advisory_lock(${PRISMA_ADVISORY_LOCK}) AS free`)
  if (taken?.['free'] !== true) {
    logger.info({}, 'Another process is migrating the database; waiting for it')
    await session.query(`SELECT pg_advisory_lock(${PRISMA_ADVISORY_LOCK})`)
  }
  try {
    await session.script(`SET client_min_messages TO warning; ${CREATE_TABLE}`)
    const pending = pendingMigrations(migrations, await readApplied(session))
    for (const migration of pending) {
      await apply(session, migration)
      logger.info({ migration: migration.name }, 'Applied a migration')
    }
    return pending.map((migration) => migration.name)
  } finally {
    await session.query(`SELECT pg_advisory_unlock(${PRISMA_ADVISORY_LOCK})`)
  }
}

async function readApplied(session: Session): Promise<AppliedMigration[]> {
  const rows = await session.query(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  // The three columns of the line above.
  return rows as unknown as AppliedMigration[]
}

async function apply(session: Session, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await session.script('BEGIN')
    await session.script(sql)
    await session.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, 1)`,
      [randomUUID(), checksum, name],
    )
    await session.script('COMMIT')
  } catch (cause) {
    await session.script('ROLLBACK')
    throw new AppError(
      'database-unavailable',
      `The migration ${name} failed and was undone: ${messageOf(cause)}. The data is as it was before. ` +
        'Start the version that ran before, and report this; a database that other programs share needs a database of its own',
      { cause, details: { migration: name } },
    )
  }
}
