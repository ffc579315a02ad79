'use client'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { client } from '@/components/shell/client'
import { FilterMenu } from '@/components/ui/filter-menu'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { queryKeys } from '@/lib/client/query-keys'
import { serverFacets } from '@/lib/domain/api/servers'
import { FLEET_SORTS, type FleetSort, type Place, type PlaceChange } from '../place'
import { SpanPicker } from '@/components/ui/health/span-picker'

interface FleetToolbarProps {
  place: Place
  onRefine: (part: PlaceChange) => void
  onGo: (part: PlaceChange) => void
  onSearch: (q: string) => void
}

const SORT_WORDS: Record<FleetSort, string> = {
  worst: 'Worst first',
  slowest: 'Slowest first',
  flappiest: 'Flappiest first',
  name: 'By name',
}

/** Which servers over which time, and in which order. */
export function FleetToolbar({ place, onRefine, onGo, onSearch }: FleetToolbarProps) {
  const facets = useQuery({
    queryKey: queryKeys.facets,
    queryFn: ({ signal }) => client.call(serverFacets, { signal }),
  })
  const toggleTag = (tag: string) => {
    const isChosen = place.tag.includes(tag)
    onRefine({ tag: isChosen ? place.tag.filter((each) => each !== tag) : [...place.tag, tag] })
  }
  return (
    <div role="search" aria-label="Fleet" className="flex flex-wrap items-center gap-2">
      <SpanPicker span={place} onSpan={onGo} />
      <div className="flex min-w-0 flex-1 items-center gap-2 max-lg:basis-full lg:justify-end">
        <div className="relative min-w-0 flex-1 lg:max-w-56">
          <Search
            className="text-muted-foreground pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2"
            aria-hidden
          />
          <Input
            type="search"
            aria-label="Find servers by name"
            placeholder="Name"
            className="pl-8"
            value={place.q}
            onChange={(event) => onSearch(event.target.value)}
          />
        </div>
        <FilterMenu
          label="Tag"
          counts={facets.data?.tags ?? {}}
          chosen={place.tag}
          wordsOf={(tag) => tag}
          onToggle={toggleTag}
        />
        <Select
          value={place.sort}
          onValueChange={(next) => onRefine({ sort: FLEET_SORTS.find((sort) => sort === next) ?? null })}
        >
          <SelectTrigger aria-label="Order" className="shrink-0">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {FLEET_SORTS.map((sort) => (
              <SelectItem key={sort} value={sort}>
                {SORT_WORDS[sort]}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </div>
    </div>
  )
}
