import 'server-only'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@/lib/kit/app-error'

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file, in hex: what Prisma's own tools record. */
  checksum: string
}

/** The migrations of `prisma/migrations`, in order of their names. */
export async function readMigrations(folder = migrationsFolder()): Promise<Migration[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    return await Promise.all(names.sort().map((name) => readMigration(folder, name)))
  } catch (cause) {
    throw new AppError(
      'invalid-config',
      `The migrations can't be read in ${folder}. Start Portolan in its own folder (npm start does)`,
      { cause },
    )
  }
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const bytes = await readFile(join(folder, name, 'migration.sql'))
  return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') }
}

/** Both `npm start` and the standalone server set the working directory to where `prisma/` is. */
function migrationsFolder(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), 'prisma', 'migrations')
}
