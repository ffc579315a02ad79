import 'server-only'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@/lib/kit/app-error'

/** Where `npm run generate` puts the workers. The standalone server's working directory holds them, too. */
export function workerFile(name: string): string {
  const file = join(/* turbopackIgnore: true */ process.cwd(), '.workers', `${name}.worker.mjs`)
  if (!existsSync(/* turbopackIgnore: true */ file)) {
    throw new AppError('internal', `${file} is missing. Run "npm run generate", which makes it`)
  }
  return file
}
