import { EMPTY_FORM, type FormField, isStored, type Pair, type ServerForm } from './form-model'
import { type LimitName, LIMITS } from './limit-fields'

export interface Conflict {
  field: FormField
  label: string
  mine: string
  theirs: string
}

export interface Merged {
  /** What only one side changed is in; where both did, mine stands until the person decides. */
  form: ServerForm
  conflicts: Conflict[]
}

// `EMPTY_FORM` has every field of the form.
const FIELDS = Object.keys(EMPTY_FORM) as FormField[]

const LABELS: Record<Exclude<FormField, LimitName>, string> = {
  name: 'Name',
  title: 'Title',
  description: 'Description',
  kind: 'How it is reached',
  commandLine: 'Command line',
  cwd: 'Working folder',
  env: 'Environment',
  url: 'URL',
  transport: 'Transport',
  headers: 'Headers',
  tags: 'Tags',
  enabled: 'Enabled',
  healthUrl: 'Health address',
  autoReconnect: 'Reconnect by itself',
  warmUp: 'Open at the start',
  authKind: 'Sign-in',
  authClientId: 'Client ID',
  authClientSecret: 'Client secret',
  authPrivateKey: 'Private key',
  authAlgorithm: 'Signing algorithm',
  authIssuer: 'Authorization server',
  authTokenEndpoint: 'Token endpoint',
  authScopes: 'Scopes',
  toolDrift: 'When a tool changes',
}

function labelOf(field: FormField): string {
  const limit = LIMITS.find(({ name }) => name === field)
  // What is no limit is in the other list.
  return limit?.label ?? LABELS[field as keyof typeof LABELS]
}

/** Joins my edit with what somebody else has saved meanwhile; `base` is what both began with. */
export function mergeForms(base: ServerForm, mine: ServerForm, theirs: ServerForm): Merged {
  const conflicts: Conflict[] = []
  const form = { ...mine }
  for (const field of FIELDS) {
    const isMineChanged = !isSame(base[field], mine[field])
    const isTheirsChanged = !isSame(base[field], theirs[field])
    if (!isTheirsChanged || isSame(mine[field], theirs[field])) continue
    if (!isMineChanged) take(form, theirs, field)
    else
      conflicts.push({
        field,
        label: labelOf(field),
        mine: wordsOf(field, mine),
        theirs: wordsOf(field, theirs),
      })
  }
  return { form, conflicts }
}

/** The form with some fields as the other side has them. */
export function withTheirs(form: ServerForm, theirs: ServerForm, fields: readonly FormField[]): ServerForm {
  const next = { ...form }
  for (const field of fields) take(next, theirs, field)
  return next
}

function take(form: ServerForm, from: ServerForm, field: FormField): void {
  Object.assign(form, { [field]: from[field] })
}

function isSame(a: ServerForm[FormField], b: ServerForm[FormField]): boolean {
  return JSON.stringify(bare(a)) === JSON.stringify(bare(b))
}

/** Pairs without the identity of their rows. */
function bare(value: ServerForm[FormField]): unknown {
  if (!Array.isArray(value)) return value
  return value.map((item) => (typeof item === 'string' ? item : [item.key, item.value]))
}

const SECRETS: ReadonlySet<FormField> = new Set(['authClientSecret', 'authPrivateKey'])

function wordsOf(field: FormField, form: ServerForm): string {
  const value = form[field]
  if (!SECRETS.has(field) || value === '') return valueWords(value)
  return typeof value === 'string' && isStored(value) ? 'as stored' : 'as typed'
}

function valueWords(value: ServerForm[FormField]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value === '' ? 'nothing' : value
  if (value.length === 0) return 'nothing'
  return value.map((item) => (typeof item === 'string' ? item : pairWords(item))).join(', ')
}

/** A secret is not shown to settle a conflict. */
function pairWords({ key, value }: Pair): string {
  return isStored(value) ? `${key} as stored` : `${key} as typed`
}
