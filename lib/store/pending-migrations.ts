import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { Migration } from './migration-files'

/** One row of `_prisma_migrations` that was not rolled back. */
export interface AppliedMigration {
  name: string
  checksum: string
  finished: boolean
}

/** What is left to apply, in order. Throws when what was applied and what is here do not fit together. */
export function pendingMigrations(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name)
    if (!finished) throw unfinished(name)
    if (!migration) throw fromNewerVersion(name)
    if (migration.checksum !== checksum) throw changed(name)
  }
  const done = new Set(applied.map((migration) => migration.name))
  return migrations.filter((migration) => !done.has(migration.name))
}

function unfinished(name: string): AppError {
  return refuse(
    name,
    `The migration ${name} was begun by Prisma's tools and did not finish. See what it left behind, then record it ` +
      `with: npx prisma migrate resolve --rolled-back ${name} (or --applied ${name})`,
  )
}

function fromNewerVersion(name: string): AppError {
  return refuse(
    name,
    `The database has the migration ${name}, which this version does not know: a newer version has run on it. ` +
      'Start that version, or restore a backup made before it',
  )
}

function changed(name: string): AppError {
  return refuse(
    name,
    `The migration ${name} has changed since it was applied to this database. An applied migration must stay as it ` +
      'is: restore its file (git checkout prisma/migrations) and put the change into a new one',
  )
}

function refuse(name: string, message: string): AppError {
  return new AppError('database-unavailable', message, { details: { migration: name } })
}
