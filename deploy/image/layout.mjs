// Lays out the files of the image in a folder: `app`, what runs, and `data`, empty. The Dockerfile runs it after
// `npm run build`: `node deploy/image/layout.mjs /image`; and so do the tests, which then start what is there.
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fail, ROOT } from '../environment.mjs'

const STANDALONE = path.join(ROOT, '.next/standalone')
/** What starts and probes the server; it needs nothing but Node. */
const PROGRAMS = ['access-token.mjs', 'environment.mjs', 'start.mjs', 'image/healthcheck.mjs']

export function layOut(target) {
  if (!existsSync(path.join(STANDALONE, '.next/static')))
    throw new Error('Nothing is built: run `npm run build` first')
  if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`${target} is not empty`)
  const app = path.join(target, 'app')
  mkdirSync(app, { recursive: true })
  mkdirSync(path.join(target, 'data'))
  // Links inside stay links: Next finds the packages that it left outside its bundle through them.
  cpSync(STANDALONE, app, { recursive: true, verbatimSymlinks: true, filter: isPartOfImage })
  for (const program of PROGRAMS) {
    cpSync(path.join(ROOT, 'deploy', program), path.join(app, 'deploy', program))
  }
  cpSync(path.join(ROOT, 'LICENSE'), path.join(app, 'LICENSE'))
}

/** `npm run up` notes beside the build what it was made from. */
function isPartOfImage(file) {
  return path.basename(file) !== '.portolan-built'
}

if (import.meta.main) {
  const [target] = process.argv.slice(2)
  if (target === undefined) fail('Name the folder to lay the image out in')
  try {
    layOut(path.resolve(target))
  } catch (error) {
    fail(error.message)
  }
}
