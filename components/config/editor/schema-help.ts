import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { type EditorView, hoverTooltip } from '@codemirror/view'
import { type CursorPlace, jsonPlace, yamlKeyAt, yamlPlace } from './cursor-place'
import { describeAt, type JsonSchema, keysAt, type Proposal, valuesAt } from './schema-walk'

/** Proposes what may be written at the cursor, and tells what a key means; from the schema of the file. */
export function schemaHelp(syntax: 'yaml' | 'json', schema: JsonSchema): Extension {
  const complete = (context: CompletionContext) => propose(context, syntax, schema)
  return [
    autocompletion({ override: [complete], icons: false }),
    ...(syntax === 'yaml' ? [hoverTooltip((view, offset) => explain(view, offset, schema))] : []),
  ]
}

function propose(
  context: CompletionContext,
  syntax: 'yaml' | 'json',
  schema: JsonSchema,
): CompletionResult | null {
  const text = context.state.doc.toString()
  const place = syntax === 'yaml' ? yamlPlace(text, context.pos) : jsonPlace(text, context.pos)
  if (!place) return null
  const written = text.slice(place.from, context.pos).replace(/^"/, '')
  // In an empty line only when asked: a list that opens by itself is in the way of Enter.
  if (written === '' && place.kind === 'key' && !context.explicit) return null
  const options =
    place.kind === 'key'
      ? keysAt(schema, place.path, /[A-Z]/.test(written))
          .filter(({ name }) => !place.siblings.includes(name) || name === written)
          .map((proposal) => keyCompletion(proposal, place))
      : valuesAt(schema, place.path).map((value) => valueCompletion(value, place))
  return options.length === 0 ? null : { from: place.from, options, validFor: /^"?[\w$.-]*$/ }
}

function keyCompletion({ name, description, kind, opens }: Proposal, place: CursorPlace): Completion {
  const nested =
    opens === 'object' ? `\n${' '.repeat(place.indent + 2)}` : `\n${' '.repeat(place.indent + 2)}- `
  const yaml = `${name}:${opens ? nested : ' '}`
  return {
    label: place.quoted ? `"${name}"` : name,
    displayLabel: name,
    apply: place.quoted ? `"${name}": ` : yaml,
    ...(kind !== '' && { detail: kind }),
    ...(description !== undefined && { info: description }),
  }
}

function valueCompletion(value: string, { quoted }: CursorPlace): Completion {
  const isPlain = /^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(value)
  return { label: quoted && !isPlain ? JSON.stringify(value) : value, displayLabel: value }
}

function explain(view: EditorView, offset: number, schema: JsonSchema) {
  const key = yamlKeyAt(view.state.doc.toString(), offset)
  const words = key && describeAt(schema, key.path)
  if (!key || words === undefined) return null
  return {
    pos: key.from,
    end: key.to,
    create() {
      const dom = document.createElement('div')
      dom.className = 'cm-hover-words'
      dom.textContent = words
      return { dom }
    },
  }
}
