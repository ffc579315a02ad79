'use client'
import { X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { FilterMenu } from '@/components/ui/filter-menu'
import { countWords } from '@/components/ui/number-words'
import { optionsOf } from '@/components/ui/options'
import { SearchInput } from '@/components/ui/search-input'
import { Select } from '@/components/ui/select'
import { type Document, DOCUMENT_KINDS, DOCUMENT_STATES } from '@/lib/domain/document'
import { toggled } from '@/lib/kit/toggled'
import { KIND_WORDS, STATE_LOOKS } from '../document-words'
import { isFiltered, type Place, type PlaceChange, SORTS } from '../place'

const SORT_WORDS = { updated: 'Newest change', name: 'Name', size: 'Size', passages: 'Passages' }

interface DocumentToolbarProps {
  place: Place
  rows: readonly Document[]
  total: number | undefined
  onRefine: (part: PlaceChange) => void
  onSearch: (q: string) => void
}

/** Search, filters and order. Counts are of what has been read. */
export function DocumentToolbar({ place, rows, total, onRefine, onSearch }: DocumentToolbarProps) {
  const kinds = DOCUMENT_KINDS.filter(
    (kind) => place.kind.includes(kind) || rows.some((row) => row.kind === kind),
  )
  const states = DOCUMENT_STATES.filter(
    (state) => place.state.includes(state) || rows.some((row) => row.state === state),
  )
  return (
    <div role="search" aria-label="Documents" className="flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search documents"
        placeholder="Search name, title"
        text={place.q}
        onText={onSearch}
        className="flex-1 basis-48 md:max-w-72"
      />
      <FilterMenu
        label="State"
        counts={tally(rows.map(({ state }) => state))}
        chosen={place.state}
        values={states}
        wordsOf={(value) => STATE_LOOKS[value as Document['state']].word}
        onToggle={(value) => onRefine({ state: toggled(place.state, value as Document['state']) })}
      />
      <FilterMenu
        label="Type"
        counts={tally(rows.map(({ kind }) => kind))}
        chosen={place.kind}
        values={kinds}
        wordsOf={(value) => KIND_WORDS[value as Document['kind']]}
        onToggle={(value) => onRefine({ kind: toggled(place.kind, value as Document['kind']) })}
      />
      <FilterMenu
        label="Tag"
        counts={tally(rows.flatMap(({ tags }) => tags))}
        chosen={place.tag}
        wordsOf={(value) => value}
        onToggle={(value) => onRefine({ tag: toggled(place.tag, value) })}
      />
      {isFiltered(place) && (
        <Button variant="ghost" onClick={() => onRefine({ q: null, state: null, kind: null, tag: null })}>
          <X aria-hidden />
          Clear filters
        </Button>
      )}
      <span className="text-muted-foreground ml-auto text-xs tabular-nums max-sm:hidden" role="status">
        {total !== undefined && countWords(total)}
        <span className="sr-only"> documents</span>
      </span>
      <Select
        aria-label="Order"
        className="w-36"
        value={place.sort}
        options={optionsOf(SORTS, SORT_WORDS)}
        onValueChange={(sort) => onRefine({ sort })}
      />
    </div>
  )
}

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
