'use client'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Suggestions } from '@/components/ui/suggestions'
import { newId } from '@/lib/client/new-id'
import type { HealthLimits } from '@/lib/domain/health'
import { Field } from '../field'
import { LimitInputs } from './limit-inputs'
import { emptyTag, moved, type RuleErrors, type TagDraft } from './rules-draft'

interface TagRulesProps {
  id: string
  tags: TagDraft[]
  /** What holds where a tag leaves something open. */
  otherwise: Partial<HealthLimits>
  errors: RuleErrors
  /** Tags that servers have, to choose from. */
  known: readonly string[]
  onChange: (tags: TagDraft[]) => void
}

/** Limits by tag, in the order in which they count. */
export function TagRules({ id, tags, otherwise, errors, known, onChange }: TagRulesProps) {
  const change = (key: string, part: Partial<TagDraft>) =>
    onChange(tags.map((row) => (row.key === key ? { ...row, ...part } : row)))
  return (
    <div className="grid gap-3">
      <Suggestions id={`${id}-tags`} values={known} />
      {tags.length > 0 && (
        <ol aria-label="Limits by tag, the first that says something counts" className="grid gap-3">
          {tags.map((row, index) => {
            const name = row.tag.trim() || `tag ${index + 1}`
            const error = errors[`${row.key}.tag`]
            return (
              <li key={row.key} className="grid gap-3 rounded-md border p-3">
                <div className="flex flex-wrap items-end gap-2">
                  <div className="min-w-40 flex-1">
                    <Field
                      id={`${id}-${row.key}-tag`}
                      label={`${index + 1}. Servers with the tag`}
                      error={error}
                    >
                      <Input
                        id={`${id}-${row.key}-tag`}
                        list={`${id}-tags`}
                        autoComplete="off"
                        spellCheck={false}
                        value={row.tag}
                        aria-invalid={error !== undefined}
                        aria-describedby={error ? `${id}-${row.key}-tag-error` : undefined}
                        onChange={(event) => change(row.key, { tag: event.target.value })}
                      />
                    </Field>
                  </div>
                  <Button
                    size="icon"
                    variant="ghost"
                    aria-label={`Move ${name} up`}
                    disabled={index === 0}
                    onClick={() => onChange(moved(tags, row.key, -1))}
                  >
                    <ArrowUp aria-hidden />
                  </Button>
                  <Button
                    size="icon"
                    variant="ghost"
                    aria-label={`Move ${name} down`}
                    disabled={index === tags.length - 1}
                    onClick={() => onChange(moved(tags, row.key, 1))}
                  >
                    <ArrowDown aria-hidden />
                  </Button>
                  <Button
                    size="icon"
                    variant="ghost"
                    aria-label={`Remove ${name}`}
                    onClick={() => onChange(tags.filter((each) => each.key !== row.key))}
                  >
                    <Trash2 aria-hidden />
                  </Button>
                </div>
                <LimitInputs
                  id={`${id}-${row.key}`}
                  place={row.key}
                  limits={row.limits}
                  otherwise={otherwise}
                  errors={errors}
                  isTerse
                  onChange={(limits) => change(row.key, { limits })}
                />
              </li>
            )
          })}
        </ol>
      )}
      <div>
        <Button onClick={() => onChange([...tags, emptyTag(newId())])} disabled={tags.length >= 100}>
          <Plus aria-hidden />
          Add a tag
        </Button>
      </div>
    </div>
  )
}
