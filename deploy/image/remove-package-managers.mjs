// Takes npm, npx, yarn and corepack out of Node's own image: nothing in ours needs them, and they are a way in.
// `node deploy/image/remove-package-managers.mjs /` in the Dockerfile; the tests give it a folder of theirs.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

const PROGRAMS = ['npm', 'npx', 'corepack', 'yarn', 'yarnpkg']

export function removePackageManagers(root) {
  for (const program of PROGRAMS) rmSync(path.join(root, 'usr/local/bin', program), { force: true })
  rmSync(path.join(root, 'usr/local/lib/node_modules'), { recursive: true, force: true })
  const opt = path.join(root, 'opt')
  for (const name of existsSync(opt) ? readdirSync(opt) : []) {
    if (name.startsWith('yarn-')) rmSync(path.join(opt, name), { recursive: true })
  }
}

if (import.meta.main) removePackageManagers(path.resolve(process.argv[2] ?? '/'))
