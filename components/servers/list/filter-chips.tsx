'use client'
import { X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { filterWords } from '../words'
import { chipsOf, type FilterKey, isFiltered, NO_FILTERS, type View } from './view-state'

const KEY_WORDS: Record<FilterKey, string> = {
  state: 'State',
  verdict: 'Health',
  source: 'Source',
  tag: 'Tag',
  transport: 'Transport',
  enabled: 'Enabled',
}

interface FilterChipsProps {
  view: View
  onToggle: (filter: FilterKey, value: string) => void
  onViewChange: (part: Partial<View>) => void
}

/** What the list is filtered by, each to be taken away. */
export function FilterChips({ view, onToggle, onViewChange }: FilterChipsProps) {
  if (!isFiltered(view)) return null
  return (
    <ul aria-label="Filters in use" className="flex flex-wrap items-center gap-1.5">
      {chipsOf(view).map(({ key, value }) => (
        <li key={`${key}:${value}`} className="min-w-0">
          <Button
            size="sm"
            variant="secondary"
            className="max-w-64 font-normal"
            onClick={() => onToggle(key, value)}
          >
            <span className="sr-only">Remove filter </span>
            <span className="text-muted-foreground">{KEY_WORDS[key]}</span>
            <span className="truncate">{filterWords(key, value)}</span>
            <X aria-hidden />
          </Button>
        </li>
      ))}
      <li>
        <Button size="sm" variant="ghost" onClick={() => onViewChange(NO_FILTERS)}>
          Clear filters
        </Button>
      </li>
    </ul>
  )
}
