'use client'
import { fieldWords } from '@/components/ui/field-words'
import type { FieldChange } from '@/lib/domain/discovery'
import { FieldName } from '../field-name'

interface FieldChangesProps {
  name: string
  fields: readonly FieldChange[]
  titleOf: (source: string) => string
}

/** A server's fields before and after. */
export function FieldChanges({ name, fields, titleOf }: FieldChangesProps) {
  return (
    <table className="w-full table-fixed text-xs max-sm:block" aria-label={`Changes of ${name}`}>
      <thead className="max-sm:sr-only">
        <tr className="text-muted-foreground text-left">
          <th className="w-28 py-0.5 pl-4 font-medium">Field</th>
          <th className="py-0.5 pr-2 font-medium">Before</th>
          <th className="py-0.5 font-medium">After</th>
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {fields.map(({ field, before, after }) => (
          <tr key={field} className="align-top max-sm:grid max-sm:gap-0.5 max-sm:py-1">
            <td className="py-0.5 pl-4 font-mono wrap-anywhere">
              <FieldName field={field} />
            </td>
            <Value text={fieldWords(field, before, titleOf)} className="text-bad" />
            <Value text={fieldWords(field, after, titleOf)} className="text-ok" />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ text, className }: { text: string; className: string }) {
  return (
    <td className="py-0.5 pr-2 max-sm:pl-4">
      {text === '' ? (
        <span className="text-muted-foreground">not set</span>
      ) : (
        <span className={`font-mono wrap-anywhere whitespace-pre-wrap ${className}`}>{text}</span>
      )}
    </td>
  )
}
