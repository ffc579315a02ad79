'use client'
import { useQuery } from '@tanstack/react-query'
import { Columns3, ListFilter, Search, X } from 'lucide-react'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Input } from '@/components/ui/input'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { queryKeys } from '@/lib/client/query-keys'
import { serverFacets } from '@/lib/domain/api/servers'
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
  const facets = useQuery({
    queryKey: queryKeys.facets,
    queryFn: ({ signal }) => client.call(serverFacets, { signal }),
  })
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
    <div className="relative min-w-0 flex-1 md:max-w-72">
      <Search
        className="text-muted-foreground pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2"
        aria-hidden
      />
      <Input
        type="search"
        aria-label="Search servers"
        placeholder="Search name, tag, endpoint"
        className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
        value={text}
        onChange={(event) => onSearch(event.target.value)}
      />
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
    </div>
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
