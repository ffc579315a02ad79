// The access token from a file, where nobody is there to put one into the environment: made at the first start.
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fail } from './environment.mjs'

/** Sets PORTOLAN_TOKEN from the file that PORTOLAN_TOKEN_FILE names. A token that is set already wins. */
export function loadAccessToken(env) {
  const file = env.PORTOLAN_TOKEN_FILE?.trim()
  if (!file || env.PORTOLAN_TOKEN?.trim()) return
  try {
    env.PORTOLAN_TOKEN = readOrMake(path.resolve(env.PORTOLAN_HOME || '.', file))
  } catch (error) {
    fail(`The access token can't be kept in ${file} (PORTOLAN_TOKEN_FILE): ${error.message}`)
  }
}

function readOrMake(file) {
  if (!existsSync(file)) make(file)
  const token = readFileSync(file, 'utf8').trim()
  if (token === '') throw new Error('the file is empty; write a token into it, or delete it')
  return token
}

/** Whole or not at all, and never over one that another process has made meanwhile. */
function make(file) {
  mkdirSync(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 })
    linkSync(draft, file)
    process.stderr.write(`portolan: Made an access token; it is in ${file}\n`)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
