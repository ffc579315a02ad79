import { appendFileSync } from 'node:fs'

/** With `--journal FILE`, a line for each call that was carried out: what the far side did, told by itself. */
const at = process.argv.indexOf('--journal')
const file = at === -1 ? undefined : process.argv[at + 1]

export function note(text) {
  if (file !== undefined && text !== undefined) appendFileSync(file, `${text}\n`)
}
