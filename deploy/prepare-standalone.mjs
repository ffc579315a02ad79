// After `next build`: puts beside the standalone server what it reads at run time but Next leaves out.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './environment.mjs'

const standalone = path.join(ROOT, '.next/standalone')

for (const [from, to] of [
  ['.next/static', '.next/static'],
  ['public', 'public'],
  ['prisma/migrations', 'prisma/migrations'],
]) {
  const source = path.join(ROOT, from)
  const target = path.join(standalone, to)
  rmSync(target, { recursive: true, force: true })
  if (existsSync(source)) cpSync(source, target, { recursive: true })
}

// Next takes paths that are built at run time for files to be read: sources and tests come along that nothing runs.
rmSync(path.join(standalone, 'lib'), { recursive: true, force: true })

// Next copies these in; secrets stay where the person put them, and `npm start` reads them there.
for (const name of readdirSync(standalone)) {
  if (name === '.env' || name.startsWith('.env.')) rmSync(path.join(standalone, name))
}
