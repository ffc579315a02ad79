'use client'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button'
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from './command'
import { countWords } from './number-words'
import { Popover, PopoverContent, PopoverTrigger } from './popover'
import { cn } from '@/lib/kit/class-names'
import { type Choice, choicesFor, type FilterChoices } from './filter-choices'

interface FilterMenuProps extends FilterChoices {
  label: string
  onToggle: (value: string) => void
}

/** One filter: a list with counts, of which many can be chosen. */
export function FilterMenu(props: FilterMenuProps) {
  const { label, chosen } = props
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
        <FilterList {...props} />
      </PopoverContent>
    </Popover>
  )
}

export function FilterList(props: FilterMenuProps) {
  const { label, counts, wordsOf, onToggle } = props
  const [q, setQ] = useState('')
  const { choices, hidden } = choicesFor(props, q)
  return (
    // What matches is decided here: the palette's own matching would draw thousands of tags.
    <Command shouldFilter={false} label={`Filter by ${label.toLowerCase()}`}>
      {Object.keys(counts).length > 8 && (
        <CommandInput placeholder={`Find a ${label.toLowerCase()}`} value={q} onValueChange={setQ} />
      )}
      <CommandList>
        <CommandEmpty>Nothing to choose from</CommandEmpty>
        {choices.map((choice) => (
          <CommandItem key={choice.value} value={choice.value} onSelect={() => onToggle(choice.value)}>
            <ChoiceRow words={wordsOf(choice.value)} choice={choice} />
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

function ChoiceRow({ words, choice }: { words: string; choice: Choice }) {
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
      <span className="min-w-0 flex-1 truncate">{words}</span>
      {choice.isChosen && <span className="sr-only">, chosen</span>}
      <span className="text-muted-foreground text-xs tabular-nums">{countWords(choice.count)}</span>
    </>
  )
}
