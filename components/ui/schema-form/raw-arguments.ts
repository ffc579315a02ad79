import { isObject, type JsonObject } from './json'

export type RawArguments = { ok: true; value: JsonObject } | { ok: false; problem: string }

/** The arguments in a text; an empty one means none. */
export function readRawArguments(text: string): RawArguments {
  if (text.trim() === '') return { ok: true, value: {} }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, problem: `Not valid JSON: ${reason}` }
  }
  if (!isObject(parsed))
    return { ok: false, problem: 'The arguments must be one JSON object, as in { "name": "value" }' }
  // What JSON.parse returned is JSON.
  return { ok: true, value: parsed as JsonObject }
}
