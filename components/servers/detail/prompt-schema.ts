import type { Prompt } from '@/lib/domain/capability'

/** A prompt's arguments, which are all texts, as the schema of a form. */
export function promptSchemaOf({ arguments: args = [] }: Prompt) {
  return {
    type: 'object',
    properties: Object.fromEntries(
      args.map(({ name, description }) => [
        name,
        { type: 'string', ...(description !== undefined && { description }) },
      ]),
    ),
    required: args.filter(({ required }) => required === true).map(({ name }) => name),
  }
}

/** What JSON entered by hand may hold beside texts is sent as text. */
export function textArguments(args: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}
