import type { NumberField, StringField } from './field'

/** What is wrong with a text, or undefined. */
export function checkString(field: StringField, text: string): string | undefined {
  // JSON Schema counts code points, not UTF-16 units.
  const length = Array.from(text).length
  if (field.minLength !== undefined && length < field.minLength)
    return `At least ${field.minLength} characters`
  if (field.maxLength !== undefined && length > field.maxLength)
    return `At most ${field.maxLength} characters`
  if (field.pattern !== undefined && !matches(field.pattern, text)) return `Must match ${field.pattern}`
  return checkFormat(field.format, text)
}

function matches(pattern: string, text: string): boolean {
  // A pattern comes from the server: a long text could make a bad one run for ever, so the server judges those.
  if (text.length > 1_000) return true
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

const FORMATS: Record<string, { test: (text: string) => boolean; message: string }> = {
  email: { test: (text) => /^[^\s@]+@[^\s@]+$/.test(text), message: 'Not an e-mail address' },
  uri: { test: (text) => /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text), message: 'Not a URL' },
  date: { test: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text), message: 'Not a date, as in 2026-11-22' },
  'date-time': {
    test: (text) =>
      /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}/.test(text) && /(z|[+-]\d{2}:\d{2})$/i.test(text),
    message: 'Not a date and time, as in 2026-11-22T09:30:00Z',
  },
  uuid: {
    test: (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
    message: 'Not a UUID',
  },
  ipv4: { test: (text) => /^(\d{1,3}\.){3}\d{1,3}$/.test(text), message: 'Not an IPv4 address' },
}

function checkFormat(format: string | undefined, text: string): string | undefined {
  const known = format === undefined ? undefined : FORMATS[format]
  return known && !known.test(text) ? known.message : undefined
}

/** What is wrong with a number, or undefined. */
export function checkNumber(field: NumberField, value: number): string | undefined {
  if (field.isInteger && !Number.isInteger(value)) return 'Must be a whole number'
  if (field.minimum !== undefined && value < field.minimum) return `Must be ${field.minimum} or more`
  if (field.maximum !== undefined && value > field.maximum) return `Must be ${field.maximum} or less`
  if (field.exclusiveMinimum !== undefined && value <= field.exclusiveMinimum)
    return `Must be more than ${field.exclusiveMinimum}`
  if (field.exclusiveMaximum !== undefined && value >= field.exclusiveMaximum)
    return `Must be less than ${field.exclusiveMaximum}`
  if (field.multipleOf !== undefined && !isMultiple(value, field.multipleOf))
    return `Must be a multiple of ${field.multipleOf}`
  return undefined
}

function isMultiple(value: number, step: number): boolean {
  if (step <= 0) return true
  const ratio = value / step
  // 0.3 / 0.1 is 2.9999999999999996.
  return Math.abs(ratio - Math.round(ratio)) < 1e-9 * Math.max(1, Math.abs(ratio))
}
