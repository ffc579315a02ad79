'use client'
import { Plus, X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Textarea } from '@/components/ui/textarea'
import type { QuestionDraft } from './question-draft'

interface QuestionFieldsProps {
  id: string
  draft: QuestionDraft
  onChange: (draft: QuestionDraft) => void
}

/** A question, what a good search finds for it, and a note. */
export function QuestionFields({ id, draft, onChange }: QuestionFieldsProps) {
  return (
    <>
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-question`}>Question</Label>
        <Textarea
          id={`${id}-question`}
          value={draft.question}
          maxLength={10_000}
          placeholder="As somebody would ask it, not in the words of the answer"
          onChange={(event) => onChange({ ...draft, question: event.target.value })}
        />
      </div>
      <Rows
        title="Passages that a good search finds"
        one="passage"
        rows={draft.passages}
        empty={{ document: '', heading: '', quote: '' }}
        fields={[
          { name: 'document', label: 'Document', hint: 'guides/dns.md' },
          { name: 'heading', label: 'Heading', hint: 'Optional' },
          { name: 'quote', label: 'Words it holds', hint: 'Optional' },
        ]}
        onChange={(passages) => onChange({ ...draft, passages })}
      />
      <Rows
        title="Tools that a good search finds"
        one="tool"
        rows={draft.tools}
        empty={{ server: '', tool: '' }}
        fields={[
          { name: 'server', label: 'Server', hint: 'Any' },
          { name: 'tool', label: 'Tool', hint: 'read_file' },
        ]}
        onChange={(tools) => onChange({ ...draft, tools })}
      />
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-note`}>Note</Label>
        <Input
          id={`${id}-note`}
          value={draft.note}
          maxLength={2_000}
          placeholder="Optional"
          onChange={(event) => onChange({ ...draft, note: event.target.value })}
        />
      </div>
    </>
  )
}

interface RowsProps<Row extends Record<string, string>> {
  title: string
  one: string
  rows: readonly Row[]
  empty: Row
  fields: readonly { name: keyof Row & string; label: string; hint: string }[]
  onChange: (rows: Row[]) => void
}

function Rows<Row extends Record<string, string>>({
  title,
  one,
  rows,
  empty,
  fields,
  onChange,
}: RowsProps<Row>) {
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="pb-1.5 text-sm font-medium">{title}</legend>
      {rows.map((row, at) => (
        <div key={at} className="flex items-start gap-1.5">
          <div className="grid min-w-0 flex-1 gap-1.5 sm:auto-cols-fr sm:grid-flow-col">
            {fields.map(({ name, label, hint }) => (
              <Input
                key={name}
                aria-label={`${label} of ${one} ${at + 1}`}
                placeholder={
                  hint === 'Optional' || hint === 'Any'
                    ? `${label} (${hint.toLowerCase()})`
                    : `${label}, as ${hint}`
                }
                value={row[name]}
                onChange={(event) =>
                  onChange(
                    rows.map((other, place) =>
                      place === at ? { ...other, [name]: event.target.value } : other,
                    ),
                  )
                }
              />
            ))}
          </div>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove ${one} ${at + 1}`}
            onClick={() => onChange(rows.filter((_, place) => place !== at))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <Button size="sm" className="justify-self-start" onClick={() => onChange([...rows, empty])}>
        <Plus aria-hidden />
        Add a {one}
      </Button>
    </fieldset>
  )
}
