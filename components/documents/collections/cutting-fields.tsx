'use client'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { CuttingDraft, CuttingProblems } from './cutting-draft'

const FIELDS = [
  { name: 'targetTokens', label: 'Usual length', hint: 'In tokens; about 0.75 words each' },
  { name: 'maxTokens', label: 'Longest', hint: 'No passage has more tokens' },
  { name: 'overlapTokens', label: 'Overlap', hint: 'Tokens repeated of the part before' },
  { name: 'language', label: 'Language', hint: 'Found by itself when empty' },
] as const

interface CuttingFieldsProps {
  draft: CuttingDraft
  problems: CuttingProblems
  onChange: (draft: CuttingDraft) => void
}

export function CuttingFields({ draft, problems, onChange }: CuttingFieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {FIELDS.map(({ name, label, hint }) => (
        <div key={name} className="grid content-start gap-1">
          <Label htmlFor={`cut-${name}`}>{label}</Label>
          <Input
            id={`cut-${name}`}
            inputMode={name === 'language' ? 'text' : 'numeric'}
            autoComplete="off"
            className="tabular-nums"
            value={draft[name]}
            aria-invalid={problems[name] !== undefined}
            aria-describedby={`cut-${name}-hint`}
            onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
          />
          <p
            id={`cut-${name}-hint`}
            className={problems[name] === undefined ? 'text-muted-foreground text-xs' : 'text-bad text-xs'}
          >
            {problems[name] ?? hint}
          </p>
        </div>
      ))}
    </div>
  )
}
