'use client'
import { type ClipboardEvent, useState } from 'react'
import { assertNever } from '@/lib/kit/assert-never'
import { cn } from '@/lib/kit/class-names'
import { Input } from '../input'
import { Select } from '../select'
import { type Draft, emptyDraft, nextRowId } from './draft'
import type { ArrayField, Field, MapField, ObjectField, UnionField } from './field'
import { FieldFrame } from './field-frame'
import { useFieldIds } from './form-context'
import { AddButton, RemoveButton } from './row-buttons'
import {
  BooleanControl,
  ChoiceControl,
  ChoicesControl,
  type ControlProps,
  JsonControl,
  NumberControl,
  StringControl,
} from './scalar-controls'

interface SchemaFieldProps extends ControlProps<Field> {
  isLabelHidden?: boolean
}

const GROUPS: Field['kind'][] = ['object', 'array', 'map', 'union', 'choices']
/** Controls of one line, which stand beside the choice of the form that they are. */
const LINES: Field['kind'][] = ['string', 'number', 'boolean', 'choice']

/** One field with its name, words, control and error; groups hold more of them. */
export function SchemaField({ isLabelHidden = false, ...props }: SchemaFieldProps) {
  return (
    <FieldFrame
      path={props.path}
      name={props.name}
      field={props.field}
      isRequired={props.isRequired}
      isLabelHidden={isLabelHidden}
      isGroup={GROUPS.includes(props.field.kind)}
    >
      <Control {...props} />
    </FieldFrame>
  )
}

function Control({ field, ...props }: ControlProps<Field>) {
  switch (field.kind) {
    case 'string':
      return <StringControl field={field} {...props} />
    case 'number':
      return <NumberControl field={field} {...props} />
    case 'boolean':
      return <BooleanControl field={field} {...props} />
    case 'choice':
      return <ChoiceControl field={field} {...props} />
    case 'choices':
      return <ChoicesControl field={field} {...props} />
    case 'json':
      return <JsonControl field={field} {...props} />
    case 'array':
      return <ArrayControl field={field} {...props} />
    case 'map':
      return <MapControl field={field} {...props} />
    case 'object':
      return (
        <div className="border-l-2 pl-3">
          <ObjectControl field={field} {...props} />
        </div>
      )
    case 'union':
      return <UnionControl field={field} {...props} />
    default:
      return assertNever(field)
  }
}

export function ObjectControl({ field, draft, onDraftChange, path }: ControlProps<ObjectField>) {
  const values = typeof draft === 'object' && draft.kind === 'object' ? draft.values : {}
  return (
    <div className="grid gap-4">
      {field.properties.map((property) => (
        <SchemaField
          key={property.name}
          name={property.name}
          path={`${path}/${property.name}`}
          field={property.field}
          isRequired={property.isRequired}
          draft={values[property.name]}
          onDraftChange={(value) =>
            onDraftChange({ kind: 'object', values: { ...values, [property.name]: value } })
          }
        />
      ))}
    </div>
  )
}

export function UnionControl({
  field,
  draft,
  onDraftChange,
  path,
  isRequired,
  name,
}: ControlProps<UnionField>) {
  const ids = useFieldIds(path)
  const current =
    typeof draft === 'object' && draft.kind === 'union' ? draft : { variant: 0, value: undefined }
  const variant = field.variants[current.variant]
  const choose = (text: string) => {
    const chosen = field.variants[Number(text)]
    if (chosen) onDraftChange({ kind: 'union', variant: Number(text), value: emptyDraft(chosen.field) })
  }
  const isLine = variant !== undefined && LINES.includes(variant.field.kind)
  return (
    <div className={cn('grid gap-2', isLine && 'sm:grid-cols-[minmax(7rem,auto)_minmax(0,1fr)]')}>
      <Select
        aria-label={`${name}: which form`}
        className="w-full max-w-80"
        disabled={ids.isDisabled}
        value={String(current.variant)}
        options={field.variants.map(({ label }, index) => ({ value: String(index), label }))}
        onValueChange={choose}
      />
      {variant && (
        <Control
          isBare
          name={`${name}: ${variant.label}`}
          // The variant has the union's own place in the arguments, so its error is the union's.
          path={path}
          field={variant.field}
          isRequired={isRequired}
          draft={current.value}
          onDraftChange={(value) => onDraftChange({ kind: 'union', variant: current.variant, value })}
        />
      )}
    </div>
  )
}

function ArrayControl({ field, draft, onDraftChange, path, name }: ControlProps<ArrayField>) {
  const { isDisabled } = useFieldIds(path)
  const items = typeof draft === 'object' && draft.kind === 'list' ? draft.items : []
  const isFull = field.maxItems !== undefined && items.length >= field.maxItems
  const put = (next: typeof items) => onDraftChange({ kind: 'list', items: next })
  // Only a row that was just added takes the focus, never one that was there.
  const [added, setAdded] = useState<number>()
  const add = () => {
    const id = nextRowId(items)
    setAdded(id)
    put([...items, { id, value: emptyDraft(field.item) }])
  }
  const paste = (event: ClipboardEvent, id: number) => {
    const at = items.findIndex((item) => item.id === id)
    const isEmptyLine = field.item.kind === 'string' && !field.item.isMultiline && !items[at]?.value
    const lines = isEmptyLine ? linesIn(event.clipboardData.getData('text/plain')) : []
    if (lines.length < 2) return
    event.preventDefault()
    const first = nextRowId(items)
    const rows = lines.map((value, index) => ({ id: first + index, value }))
    put([...items.slice(0, at), ...rows, ...items.slice(at + 1)].slice(0, field.maxItems))
  }
  return (
    <div className="grid gap-2">
      {items.map((item, index) => (
        <div
          key={item.id}
          ref={item.id === added ? focusFirst : null}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-1"
          onPaste={(event) => paste(event, item.id)}
        >
          <SchemaField
            isLabelHidden
            name={`${name} ${index + 1}`}
            path={`${path}/${index}`}
            field={field.item}
            isRequired
            draft={item.value}
            onDraftChange={(value) =>
              put(items.map((each) => (each.id === item.id ? { ...each, value } : each)))
            }
          />
          <RemoveButton
            label={`Remove ${name} ${index + 1}`}
            isDisabled={isDisabled}
            onRemove={() => put(items.filter((each) => each.id !== item.id))}
          />
        </div>
      ))}
      <AddButton label={`Add ${name}`} isDisabled={isDisabled || isFull} onAdd={add} />
    </div>
  )
}

/** Called when a row appears, and not again: a stable function is not. */
function focusFirst(row: HTMLElement | null) {
  row?.querySelector<HTMLElement>('input, textarea, button')?.focus()
}

/** A pasted list is as many values. */
function linesIn(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
}

function MapControl({ field, draft, onDraftChange, path, name }: ControlProps<MapField>) {
  const { isDisabled } = useFieldIds(path)
  const entries = typeof draft === 'object' && draft.kind === 'map' ? draft.entries : []
  const put = (next: typeof entries) => onDraftChange({ kind: 'map', entries: next })
  const change = (id: number, part: { key?: string; value?: Draft }) =>
    put(entries.map((each) => (each.id === id ? { ...each, ...part } : each)))
  return (
    <div className="grid gap-2">
      {entries.map((entry, index) => (
        <div key={entry.id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] items-start gap-1">
          <Input
            aria-label={`${name}: key ${index + 1}`}
            placeholder="key"
            className="font-mono text-[13px]"
            disabled={isDisabled}
            value={entry.key}
            onChange={(event) => change(entry.id, { key: event.target.value })}
          />
          <SchemaField
            isLabelHidden
            name={`${name}: value ${index + 1}`}
            path={`${path}/${index}`}
            field={field.value}
            isRequired
            draft={entry.value}
            onDraftChange={(value) => change(entry.id, { value })}
          />
          <RemoveButton
            label={`Remove ${name} ${index + 1}`}
            isDisabled={isDisabled}
            onRemove={() => put(entries.filter((each) => each.id !== entry.id))}
          />
        </div>
      ))}
      <AddButton
        label={`Add ${name}`}
        isDisabled={isDisabled}
        onAdd={() => put([...entries, { id: nextRowId(entries), key: '', value: emptyDraft(field.value) }])}
      />
    </div>
  )
}
