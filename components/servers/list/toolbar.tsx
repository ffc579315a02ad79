'use client'
import { Columns3, ListFilter, X } from 'lucide-react'
import { useServerFacets } from '@/components/shell/use-server-facets'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { SearchInput } from '@/components/ui/search-input'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { CONNECTION_KINDS } from '@/lib/domain/connection'
import { filterWords } from '../words'
import { COLUMNS, DEFAULT_COLUMNS, toggledColumn } from './columns'
import { FilterList, FilterMenu } from '@/components/ui/filter-menu'
import { chipsOf, type FilterKey, valuesOf, type View } from './view-state'

interface ToolbarProps {
  view: View
  onViewChange: (part: Partial<View>) => void
  onSearch: (q: string) => void
  onToggle: (filter: FilterKey, value: string) => void
}

const MENUS = [
  { label: 'State', filter: 'state', facet: 'states' },
  { label: 'Source', filter: 'source', facet: 'sources' },
  { label: 'Tag', filter: 'tag', facet: 'tags' },
  { label: 'Transport', filter: 'transport', facet: 'transports' },
] as const

/** Search, filters and the choice of columns. */
export function Toolbar({ view, onViewChange, onSearch, onToggle }: ToolbarProps) {
  const facets = useServerFacets()
  const menus = MENUS.map(({ label, filter, facet }) => ({
    label,
    counts: facets.data?.[facet] ?? {},
    chosen: valuesOf(view, filter),
    // The kinds of a connection have an order of their own.
    values: filter === 'state' ? CONNECTION_KINDS : undefined,
    wordsOf: (value: string) => filterWords(filter, value),
    onToggle: (value: string) => onToggle(filter, value),
  }))
  const chosen = chipsOf(view).length
  return (
    <div role="search" aria-label="Servers" className="flex items-center gap-2">
      <SearchBox text={view.q} onSearch={onSearch} />
      <div className="hidden flex-wrap items-center gap-2 md:flex">
        {menus.map((menu) => (
          <FilterMenu key={menu.label} {...menu} />
        ))}
      </div>
      <Popover>
        <PopoverTrigger asChild>
          <Button className="md:hidden" aria-label={chosen > 0 ? `Filters, ${chosen} in use` : 'Filters'}>
            <ListFilter aria-hidden />
            {chosen > 0 && <span className="tabular-nums">{chosen}</span>}
          </Button>
        </PopoverTrigger>
        <PopoverContent align="end" className="w-80 p-0" aria-label="Filters">
          <Tabs defaultValue="State">
            <TabsList className="px-3">
              {menus.map((menu) => (
                <TabsTrigger key={menu.label} value={menu.label}>
                  {menu.label}
                </TabsTrigger>
              ))}
            </TabsList>
            {menus.map((menu) => (
              <TabsContent key={menu.label} value={menu.label} className="pt-0">
                <FilterList {...menu} />
              </TabsContent>
            ))}
          </Tabs>
        </PopoverContent>
      </Popover>
      <ColumnMenu view={view} onViewChange={onViewChange} />
    </div>
  )
}

function SearchBox({ text, onSearch }: { text: string; onSearch: (q: string) => void }) {
  return (
    <SearchInput
      label="Search servers"
      placeholder="Search name, tag, endpoint"
      text={text}
      onText={onSearch}
      className="flex-1 md:max-w-72"
      inputClassName="pr-8 [&::-webkit-search-cancel-button]:hidden"
    >
      {text !== '' && (
        <Button
          variant="ghost"
          size="icon-sm"
          className="absolute top-0.5 right-0.5"
          aria-label="Clear the search"
          onClick={() => onSearch('')}
        >
          <X aria-hidden />
        </Button>
      )}
    </SearchInput>
  )
}

function ColumnMenu({ view, onViewChange }: Pick<ToolbarProps, 'view' | 'onViewChange'>) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          size="icon"
          className="ml-auto max-md:hidden"
          aria-label="Choose columns"
          title="Choose columns"
        >
          <Columns3 aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {COLUMNS.map((column) => (
          <DropdownMenuCheckboxItem
            key={column.id}
            checked={view.columns.some((id) => id === column.id)}
            // Many are chosen in one go.
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={() => {
              if (column.id !== 'name') onViewChange({ columns: toggledColumn(view.columns, column.id) })
            }}
          >
            {column.label}
          </DropdownMenuCheckboxItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => onViewChange({ columns: DEFAULT_COLUMNS })}>
          Usual columns
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
