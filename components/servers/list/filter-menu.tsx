'use client'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from '@/components/ui/command'
import { countWords } from '@/components/ui/number-words'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { cn } from '@/lib/kit/class-names'
import { filterWords } from '../words'
import { type Choice, choicesFor } from './filter-choices'
import type { FilterKey } from './view-state'

interface FilterMenuProps {
  label: string
  filter: FilterKey
  counts: Record<string, number>
  chosen: readonly string[]
  onToggle: (filter: FilterKey, value: string) => void
}

/** One filter: a list with counts, of which many can be chosen. */
export function FilterMenu({ label, filter, counts, chosen, onToggle }: FilterMenuProps) {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button>
          {label}
          <span className="sr-only"> filter</span>
          {chosen.length > 0 && (
            <span className="bg-primary/10 text-primary rounded-sm px-1 text-xs tabular-nums">
              {chosen.length}
              <span className="sr-only"> in use</span>
            </span>
          )}
          <ChevronDown className="text-muted-foreground" aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-64 p-0" aria-label={`${label}: choose any`}>
        <FilterList filter={filter} label={label} counts={counts} chosen={chosen} onToggle={onToggle} />
      </PopoverContent>
    </Popover>
  )
}

export function FilterList({ label, filter, counts, chosen, onToggle }: FilterMenuProps) {
  const [words, setWords] = useState('')
  const { choices, hidden } = choicesFor({ filter, counts, chosen, words })
  return (
    // What matches is decided here: the palette's own matching would draw thousands of tags.
    <Command shouldFilter={false} label={`Filter by ${label.toLowerCase()}`}>
      {Object.keys(counts).length > 8 && (
        <CommandInput placeholder={`Find a ${label.toLowerCase()}`} value={words} onValueChange={setWords} />
      )}
      <CommandList>
        <CommandEmpty>Nothing to choose from</CommandEmpty>
        {choices.map((choice) => (
          <CommandItem
            key={choice.value}
            value={choice.value}
            onSelect={() => onToggle(filter, choice.value)}
          >
            <ChoiceRow filter={filter} choice={choice} />
          </CommandItem>
        ))}
        {hidden > 0 && (
          <p className="text-muted-foreground px-2 py-1.5 text-xs">
            {countWords(hidden)} more; type to find them
          </p>
        )}
      </CommandList>
    </Command>
  )
}

function ChoiceRow({ filter, choice }: { filter: FilterKey; choice: Choice }) {
  return (
    <>
      <span
        aria-hidden
        className={cn(
          'border-input grid size-4 shrink-0 place-content-center rounded-sm border text-[10px] leading-none',
          choice.isChosen && 'bg-primary border-primary text-primary-foreground',
        )}
      >
        {choice.isChosen && '✓'}
      </span>
      <span className="min-w-0 flex-1 truncate">{filterWords(filter, choice.value)}</span>
      {choice.isChosen && <span className="sr-only">, chosen</span>}
      <span className="text-muted-foreground text-xs tabular-nums">{countWords(choice.count)}</span>
    </>
  )
}
