'use client'
import { useSources } from '@/components/shell/use-sources'
import { fieldWords } from '@/components/ui/field-words'
import { amountWords, countWords } from '@/components/ui/number-words'
import { TONE_CLASSES, type Tone } from '@/components/ui/state-look'
import type { DraftCheck } from '@/lib/domain/api/config'
import type { FieldChange } from '@/lib/domain/discovery'
import { cn } from '@/lib/kit/class-names'

type TitleOf = (source: string) => string

interface Row {
  name: string
  sign: '+' | '~' | '−' | '◦'
  word: string
  tone: Tone
  beside?: string
  fields?: readonly FieldChange[]
}

/** What applying a draft would do, server by server, each value before and after. */
export function ServerChanges({ diff, counts }: Pick<DraftCheck, 'diff' | 'counts'>) {
  const sources = useSources().data
  const titleOf = (id: string) => sources?.find((source) => source.id === id)?.title ?? id
  if (!diff) return null
  const rows = rowsOf(diff, titleOf)
  const total = counts ? counts.added + counts.changed + counts.removed + counts.shadowed : rows.length
  if (rows.length === 0) return <p className="text-muted-foreground">No server would change.</p>
  return (
    <>
      <ul
        aria-label="Servers that would change"
        className="max-h-64 divide-y overflow-y-auto rounded-md border"
      >
        {rows.map((row) => (
          <li key={`${row.sign} ${row.name}`} className="grid gap-1 px-3 py-1.5">
            <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <span
                aria-hidden
                className={cn('w-3 text-center font-mono font-medium', TONE_CLASSES[row.tone])}
              >
                {row.sign}
              </span>
              <span className="font-medium wrap-anywhere">{row.name}</span>
              <span className="text-muted-foreground text-xs">{row.word}</span>
              {row.beside && (
                <code className="text-muted-foreground text-xs wrap-anywhere">{row.beside}</code>
              )}
            </p>
            {row.fields && row.fields.length > 0 && <Fields fields={row.fields} titleOf={titleOf} />}
          </li>
        ))}
      </ul>
      {total > rows.length && (
        <p className="text-muted-foreground text-xs">
          The first {amountWords(rows.length, 'server')} of {countWords(total)} are listed.
        </p>
      )}
    </>
  )
}

function Fields({ fields, titleOf }: { fields: readonly FieldChange[]; titleOf: TitleOf }) {
  return (
    <dl className="grid gap-x-3 gap-y-0.5 pl-5 text-xs sm:grid-cols-[auto_minmax(0,1fr)]">
      {fields.map(({ field, before, after }) => (
        <div key={field} className="contents">
          <dt className="text-muted-foreground">{field}</dt>
          <dd className="font-mono wrap-anywhere">
            <del className="text-bad no-underline">
              <span className="sr-only">before: </span>
              {fieldWords(field, before, titleOf) || 'nothing'}
            </del>
            <span aria-hidden className="text-muted-foreground">
              {' → '}
            </span>
            <ins className="text-ok no-underline">
              <span className="sr-only">after: </span>
              {fieldWords(field, after, titleOf) || 'nothing'}
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function rowsOf(diff: NonNullable<DraftCheck['diff']>, titleOf: TitleOf): Row[] {
  return [
    ...diff.added.map(({ name, target, held }): Row => ({
      name,
      sign: '+',
      word: held ? 'would wait for approval' : 'would be added',
      tone: 'ok',
      beside: target,
    })),
    ...diff.changed.map(({ name, fields }): Row => ({
      name,
      sign: '~',
      word: 'would be changed',
      tone: 'warn',
      fields,
    })),
    ...diff.removed.map(({ name, target }): Row => ({
      name,
      sign: '−',
      word: 'would be removed',
      tone: 'bad',
      beside: target,
    })),
    ...diff.shadowed.map(({ name, winner }): Row => ({
      name,
      sign: '◦',
      word: `is declared in “${titleOf(winner)}” too, which goes first`,
      tone: 'off',
    })),
  ]
}
