import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** Made by the build itself, or of no part in it. */
const IGNORED = /(^prisma\/generated\/)|(\.test\.tsx?$)/

/** A fingerprint of files and folders below `root`, by path and content; a name that does not exist counts as absent. */
export function hashOfFiles(root, names) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of names.flatMap((name) => filesUnder(root, name))) {
    if (IGNORED.test(file)) continue
    hash.update(`${file}\0`)
    hash.update(readFileSync(path.join(root, file)))
    hash.update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(root, name) {
  const whole = path.join(root, name)
  if (!existsSync(whole)) return []
  if (statSync(whole).isFile()) return [name]
  return readdirSync(whole)
    .toSorted()
    .flatMap((entry) => filesUnder(root, `${name}/${entry}`))
}
