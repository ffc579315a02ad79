import 'server-only'
import { fromJsonSchema, type JsonSchemaType } from '@modelcontextprotocol/client'

/** A larger schema is left to its server to check. */
const MAX_SCHEMA_CHARACTERS = 200_000
const MAX_NAMED = 3

/**
 * What is wrong with arguments by a tool's own JSON Schema, in words; nothing where they fit. A schema that is none, or
 * that leads elsewhere, says nothing: its server checks them itself.
 */
export function checkArguments(schema: Record<string, unknown>, value: unknown): string | undefined {
  if (JSON.stringify(schema).length > MAX_SCHEMA_CHARACTERS) return undefined
  try {
    // Whether it is a JSON Schema is for the validator to say; it throws where it is not.
    const checked = fromJsonSchema(schema as JsonSchemaType)['~standard'].validate(value)
    if (checked instanceof Promise || !checked.issues) return undefined
    return checked.issues
      .slice(0, MAX_NAMED)
      .map(({ message }) => message)
      .join('; ')
  } catch {
    return undefined
  }
}
