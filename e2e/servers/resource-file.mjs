/** With `--resources FILE`, what a test server has to read: a JSON object of texts by URI, as it is at the moment. */
import { readFileSync } from 'node:fs'

const flags = process.argv.slice(2)
const valueOf = (name) => {
  const at = flags.indexOf(`--${name}`)
  return at === -1 ? undefined : flags[at + 1]
}

const file = valueOf('resources')
export const hasResources = file !== undefined
/** With `--ttl MS`, how long it says that what was read holds. */
export const ttlMs = valueOf('ttl') === undefined ? undefined : Number(valueOf('ttl'))
/** With `--mute`, it does not tell when they change. */
export const isMute = flags.includes('--mute')

export const TEMPLATE = { uriTemplate: 'note://{place}/{day}', name: 'notes', title: 'Notes of a day' }
const KNOWN = { place: ['Bergen', 'Bremen', 'Genoa'], day: ['monday', 'tuesday'] }

export function resourceTexts() {
  return hasResources ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

export function proposals(argument, value) {
  return (KNOWN[argument] ?? []).filter((each) => each.toLowerCase().startsWith(value.toLowerCase()))
}
