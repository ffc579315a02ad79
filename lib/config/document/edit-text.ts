import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { JsonObject } from './format'
import { editJson } from './edit-json'
import { editYaml } from './edit-yaml'
import { MAX_TEXT_BYTES, parseText, tooLarge } from './parse-text'
import type { Syntax } from './parsed-text'

/** A change to one server of a file: its new fields, or undefined to take it out. */
export interface ServerEdit {
  /** The key under which servers stand: `servers`, `mcpServers`. */
  root: string
  name: string
  entry: JsonObject | undefined
}

/**
 * The text with one server inserted, replaced or taken out. Everything else stays as it is, byte for byte; comments inside
 * the server stay beside the fields that stay. Throws `bad-input` for a text that can't be edited, `too-large`.
 */
export function editText(text: string, syntax: Syntax, edit: ServerEdit): string {
  const edited = syntax === 'json' ? editJson(text, edit) : editYaml(text, edit)
  if (Buffer.byteLength(edited) >= MAX_TEXT_BYTES)
    throw new AppError('too-large', tooLarge(Buffer.byteLength(edited)))
  assertMeant(text, edited, syntax, edit)
  return edited
}

/** Read again before it replaces anything: it must hold what was meant, and what was there. */
function assertMeant(text: string, edited: string, syntax: Syntax, { root, name, entry }: ServerEdit): void {
  const { value, faults } = parseText(edited, `file.${syntax}`)
  const before = serversOf(parseText(text, `file.${syntax}`).value, root)
  const after = serversOf(value, root)
  const expected = { ...before, [name]: entry }
  if (faults.length === 0 && canonical(after) === canonical(expected)) return
  throw new AppError(
    'bad-input',
    `${name} can't be written into this file without harm to the rest; edit it by hand`,
  )
}

function serversOf(value: unknown, root: string): Record<string, unknown> {
  const servers = (value as Record<string, unknown> | null | undefined)?.[root]
  return { ...(servers as object | null | undefined) }
}

/** Without regard to the order of fields, which an edit may keep from before. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
