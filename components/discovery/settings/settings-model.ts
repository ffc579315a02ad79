import { amountWords } from '@/components/ui/number-words'
import { type Draft, draftFrom } from '@/components/ui/schema-form/draft'
import type { Field, Property } from '@/components/ui/schema-form/field'
import { isSameJson, type Json } from '@/components/ui/schema-form/json'
import { readSchema } from '@/components/ui/schema-form/read-schema'
import { type Errors, toArguments } from '@/components/ui/schema-form/to-arguments'
import type { SourceView } from '@/lib/domain/discovery'

/** What a person has changed and not saved: a new value as typed, or the wish to have the layer below again. */
export type Edit = { kind: 'value'; draft: Draft } | { kind: 'take-back' }
export type Edits = Readonly<Record<string, Edit>>

/** The settings of a source as fields; empty where there is nothing to set, or no form can be made. */
export function settingFields(source: SourceView): Property[] {
  const read = readSchema(source.settings.schema)
  if (read.kind !== 'form' || read.field.kind !== 'object') return []
  return read.field.properties.map((property) => ({ ...property, field: asSetting(property.field) }))
}

/** In settings a list of choices names each at most once, so it is a row of boxes to tick. */
function asSetting(field: Field): Field {
  if (field.kind !== 'array' || field.item.kind !== 'choice' || field.item.choices.length < 2) return field
  const { item, ...rest } = field
  return { ...rest, kind: 'choices', choices: item.choices }
}

/** Undefined drops the edit of a setting. */
export function withEdit(edits: Edits, name: string, edit: Edit | undefined): Edits {
  const others = Object.entries(edits).filter(([key]) => key !== name)
  return Object.fromEntries(edit ? [...others, [name, edit]] : others)
}

/** What the form shows: the edit, else what applies now. */
export function draftOf(source: SourceView, { name, field }: Property, edits: Edits): Draft {
  const edit = edits[name]
  if (edit?.kind === 'value') return edit.draft
  const value = source.settings.values[name]
  return value === undefined ? undefined : draftFrom(field, value).draft
}

export interface Change {
  /** What the API is asked for; null takes a value back. */
  settings: Record<string, Json>
  errors: Errors
}

/** What saving would send: only what differs from what applies now. */
export function changeOf(source: SourceView, fields: readonly Property[], edits: Edits): Change {
  const change: Change = { settings: {}, errors: {} }
  for (const property of fields) {
    const edit = edits[property.name]
    if (edit?.kind === 'take-back') change.settings[property.name] = null
    if (edit?.kind !== 'value') continue
    const { value, errors } = valueOf(property, edit.draft)
    Object.assign(change.errors, errors)
    const now = source.settings.values[property.name]
    if (!isSameJson(value, now)) change.settings[property.name] = value ?? null
  }
  return change
}

function valueOf({ name, field }: Property, draft: Draft) {
  const path = `/${name}`
  // An emptied list or text is a value; whether it may be empty is for Portolan to say.
  if (field.kind === 'choices' && draft === undefined) return { value: [], errors: {} }
  if (field.kind === 'string' && draft === '' && !field.nullable) return { value: '', errors: {} }
  const isList = field.kind === 'array' || field.kind === 'map'
  return toArguments(field, draft, isList, path)
}

export function isEdited(source: SourceView, fields: readonly Property[], edits: Edits): boolean {
  const { settings, errors } = changeOf(source, fields, edits)
  return Object.keys(settings).length + Object.keys(errors).length > 0
}

/** What saving will do, in sentences. */
export function effectWords(source: SourceView, settings: Record<string, Json>): string[] {
  const { enabled, newServers, ...rest } = settings
  const { counts, state } = source
  const said: string[] = []
  if (enabled === false) {
    const leave = amountWords(counts.servers, 'server leaves', 'servers leave')
    return [counts.servers > 0 ? `It is switched off: ${leave} the registry.` : 'It is switched off.']
  }
  if (enabled === true) said.push('It is switched on and read at once.')
  if (typeof newServers === 'string') {
    const from = 'What it finds for the first time from now on'
    const words: Record<string, string> = {
      enabled: `${from} is enabled.`,
      disabled: `${from} comes in disabled.`,
      held: `${from} waits on the Held tab. Servers that are there stay.`,
    }
    said.push(words[newServers] ?? '')
  }
  if (newServers === null || enabled === null) said.push('What is taken back is as the layer below says.')
  if (Object.keys(rest).length > 0 && enabled !== true) {
    said.push(
      state === 'paused'
        ? 'It stays paused; the settings apply when it is resumed.'
        : 'It is read again at once; servers that it does not see any more leave.',
    )
  }
  return said.filter(Boolean)
}

/** Refusals of the API by field: `urls.0` is the form's `/urls/0`. */
export function refusalsOf(details: Record<string, unknown> | undefined): Errors {
  const issues = Array.isArray(details?.issues) ? (details.issues as unknown[]) : []
  const errors: Errors = {}
  for (const issue of issues) {
    if (typeof issue !== 'object' || issue === null) continue
    const { path, message } = issue as { path?: unknown; message?: unknown }
    if (typeof path !== 'string' || typeof message !== 'string') continue
    const parts = path.split('.').filter((part, index) => index > 0 || part !== 'settings')
    errors[`/${parts.join('/')}`] = message
  }
  return errors
}
