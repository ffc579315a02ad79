'use client'
import { useSources } from '@/components/shell/use-sources'
import { Select } from '@/components/ui/select'

const ALL = 'all'

interface SourceSelectProps {
  value: string | null
  onChange: (source: string | null) => void
}

/** Which source a list is of; all of them without one. */
export function SourceSelect({ value, onChange }: SourceSelectProps) {
  const sources = useSources()
  const known = sources.data ?? []
  return (
    <Select
      aria-label="Source"
      className="w-44 max-sm:w-full"
      value={value ?? ALL}
      options={[
        { value: ALL, label: 'All sources' },
        ...known.map(({ id, title }) => ({ value: id, label: title })),
        // A link may name a source that is not there any more.
        ...(value !== null && !known.some(({ id }) => id === value) ? [{ value, label: value }] : []),
      ]}
      onValueChange={(next) => onChange(next === ALL ? null : next)}
    />
  )
}
