'use client'
import { useServerTags } from '@/components/shell/use-server-facets'
import { FilterMenu } from '@/components/ui/filter-menu'
import { optionsOf } from '@/components/ui/options'
import { SearchInput } from '@/components/ui/search-input'
import { Select } from '@/components/ui/select'
import { toggled } from '@/lib/kit/toggled'
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
  const tags = useServerTags()
  return (
    <div role="search" aria-label="Fleet" className="flex flex-wrap items-center gap-2">
      <SpanPicker span={place} onSpan={onGo} />
      <div className="flex min-w-0 flex-1 items-center gap-2 max-lg:basis-full lg:justify-end">
        <SearchInput
          label="Find servers by name"
          placeholder="Name"
          text={place.q}
          onText={onSearch}
          className="flex-1 lg:max-w-56"
        />
        <FilterMenu
          label="Tag"
          counts={tags}
          chosen={place.tag}
          wordsOf={(tag) => tag}
          onToggle={(tag) => onRefine({ tag: toggled(place.tag, tag) })}
        />
        <Select
          aria-label="Order"
          className="shrink-0"
          value={place.sort}
          options={optionsOf(FLEET_SORTS, SORT_WORDS)}
          onValueChange={(sort) => onRefine({ sort })}
        />
      </div>
    </div>
  )
}
