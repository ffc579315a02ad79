import { nameErrorOf, readServerDocument } from '@/lib/domain/server-document'
import { splitCommand } from './command-line'
import { documentOf, type FormField, type Pair, type ServerForm } from './form-model'
import { LIMITS } from './limit-fields'

export type FormErrors = Partial<Record<FormField | 'form', string>>

const FIELD_OF: Record<string, FormField> = {
  name: 'name',
  title: 'title',
  description: 'description',
  command: 'commandLine',
  args: 'commandLine',
  env: 'env',
  cwd: 'cwd',
  url: 'url',
  transport: 'transport',
  headers: 'headers',
  auth: 'authKind',
  tags: 'tags',
  health_check_url: 'healthUrl',
  auto_reconnect: 'autoReconnect',
  warm_up: 'warmUp',
  tool_drift: 'toolDrift',
  ...Object.fromEntries(LIMITS.map(({ field, name }) => [field, name])),
}

/** What is wrong with the form, at its field; read by the same rules as the server's. */
export function checkForm(form: ServerForm): FormErrors {
  const errors: FormErrors = {}
  if (form.name.trim() === '') errors.name = 'Give it a name'
  else {
    const nameError = nameErrorOf(form.name.trim())
    if (nameError !== undefined) errors.name = nameError
  }
  const line = splitCommand(form.commandLine)
  if (form.kind === 'stdio' && !line.ok) errors.commandLine = line.problem
  else if (form.kind === 'stdio' && form.commandLine.trim() === '')
    errors.commandLine = 'Give the command that starts it'
  if (form.kind === 'remote' && form.url.trim() === '') errors.url = 'Give its address'
  const pairs = form.kind === 'stdio' ? 'env' : 'headers'
  const pairError = checkPairs(form[pairs])
  if (pairError !== undefined) errors[pairs] = pairError
  if (Object.keys(errors).length > 0) return errors

  const { problems } = readServerDocument(form.name.trim(), documentOf(form))
  for (const problem of problems) {
    if (problem.severity === 'error') addMessage(errors, problem.message)
  }
  return errors
}

function checkPairs(pairs: readonly Pair[]): string | undefined {
  const nameless = pairs.find((pair) => pair.key.trim() === '' && pair.value !== '')
  if (nameless) return 'A value has no name'
  const keys = pairs.map((pair) => pair.key.trim()).filter(Boolean)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  return twice === undefined ? undefined : `${twice} is there twice`
}

/** Puts a message at the field that it names first ("url is not …", "env.A must …"), else above the form. */
export function addMessage(errors: FormErrors, message: string): void {
  const word = /^[a-z_]+/i.exec(message)?.[0] ?? ''
  const field = FIELD_OF[word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? 'form'
  errors[field] ??= message
}

/** What the API refused, at the fields where it can be said. */
export function errorsFrom(message: string, details: Record<string, unknown> | undefined): FormErrors {
  const errors: FormErrors = {}
  const issues: unknown[] = Array.isArray(details?.problems) ? details.problems : []
  for (const issue of issues) {
    const text = typeof issue === 'object' && issue !== null && 'message' in issue ? issue.message : issue
    if (typeof text === 'string') addMessage(errors, text)
  }
  if (Object.keys(errors).length === 0) addMessage(errors, message)
  return errors
}
